#include "screen_face.h"

#include "client/ui/message.h"
#include "client/ui/terminal.h"
#include "screens.h"

static void
say(const char *text)
{
	if (text == NULL)
		message_clear();
	else
		message_set("%s", text);
}

static void
leave(void)
{
	terminal_stop(TERMINAL_LEAVE_CLEARED);
}

const struct face screen_face = {.list = framed_list,
    .line = framed_line,
    .text = framed_text,
    .reading = framed_reading,
    .work = framed_work,
    .pick = framed_pick,
    .code = framed_code,
    .language = framed_language,
    .cover = framed_cover,
    .say = say,
    .leave = leave};

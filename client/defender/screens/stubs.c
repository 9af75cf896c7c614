#include "screens.h"

enum screen_result
check_screen(struct session *s)
{
	(void)s;
	return SCREEN_BACK;
}

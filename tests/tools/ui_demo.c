/*
 * ui-demo LANGUAGE SCREEN OUT [COUNTRIES | FOLDER]: one screen of client/ui,
 * for tests/screens.  What was chosen or written goes to the file OUT at F2.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "client/ui/editor.h"
#include "client/ui/field.h"
#include "client/ui/file_picker.h"
#include "client/ui/list.h"
#include "client/ui/message.h"
#include "client/ui/order_check.h"
#include "client/ui/progress_bar.h"
#include "client/ui/screen.h"
#include "common/bytes/secret.h"
#include "ui_demo_words.h"

#define EDITOR_BYTES 131072
#define FIELD_CLUSTERS 60

/* Everything a screen here may need; the widgets of the others are NULL. */
struct demo {
	const struct demo_words *words;
	struct list *list;
	struct text_buffer *text;
	struct editor *editor;
	struct text_field *field;
	struct file_picker *picker;
};

static void
draw_list(void *state, const struct paint_area *body)
{
	struct demo *demo = state;

	list_draw(demo->list, body, screen_base(&demo->words->screen));
}

static enum way
key_list(void *state, const struct terminal_event *event)
{
	struct demo *demo = state;

	if (event->key == TERMINAL_NEXT ||
	    list_key(demo->list, event) == LIST_KEY_CHOSEN)
		return WAY_NEXT;
	return WAY_STAY;
}

static void
draw_editor(void *state, const struct paint_area *body)
{
	struct demo *demo = state;

	editor_draw(demo->editor, body, screen_base(&demo->words->screen));
}

static enum way
key_editor(void *state, const struct terminal_event *event)
{
	if (event->key == TERMINAL_NEXT)
		return WAY_NEXT;
	(void)editor_key(((struct demo *)state)->editor, event);
	return WAY_STAY;
}

static void
draw_field(void *state, const struct paint_area *body)
{
	struct demo *demo = state;

	field_draw(demo->field, body->top, body->left, body->columns,
	    demo->words->field, screen_base(&demo->words->screen));
}

static enum way
key_field(void *state, const struct terminal_event *event)
{
	if (event->key == TERMINAL_NEXT || event->key == TERMINAL_ENTER)
		return WAY_NEXT;
	(void)field_key(((struct demo *)state)->field, event);
	return WAY_STAY;
}

static void
draw_picker(void *state, const struct paint_area *body)
{
	struct demo *demo = state;

	file_picker_draw(demo->picker, body, screen_base(&demo->words->screen));
}

static enum way
key_picker(void *state, const struct terminal_event *event)
{
	return file_picker_key(((struct demo *)state)->picker, event) ==
		FILE_PICKER_CHOSEN
	    ? WAY_NEXT
	    : WAY_STAY;
}

static const char *
warn_of_pictures(void *state, const char *path)
{
	size_t len = strlen(path);

	(void)state;
	return len > 4 && strcmp(path + len - 4, ".jpg") == 0
	    ? "This picture may tell where it was taken."
	    : NULL;
}

static void
draw_order(void *state, const struct paint_area *body)
{
	(void)state;
	order_check_draw(body, "Which line reads as it should, 1 or 2?",
	    "سلام abc (12) عليكم", 1, TEXT_BASE_LEFT_TO_RIGHT);
}

static enum way
key_order(void *state, const struct terminal_event *event)
{
	(void)state;
	return order_check_key(event, 1) ? WAY_NEXT : WAY_STAY;
}

static void
draw_progress(void *state, const struct paint_area *body)
{
	const struct amount progress = {
	    .done = 12000000, .total = 40000000, .seconds = 10};

	(void)state;
	progress_bar_draw(&progress, body, TEXT_BASE_LEFT_TO_RIGHT);
}

static enum way
key_progress(void *state, const struct terminal_event *event)
{
	(void)state;
	return event->key == TERMINAL_NEXT ? WAY_NEXT : WAY_STAY;
}

static const char *
leaving(void *state)
{
	return ((struct demo *)state)->words->leaving;
}

static bool
write_text(FILE *out, struct text_buffer *buffer)
{
	return fwrite(text_buffer_text(buffer), 1, text_buffer_len(buffer),
		   out) == text_buffer_len(buffer);
}

static bool
write_answer(struct demo *demo, const char *path, const struct list_item *items,
    size_t n)
{
	FILE *out = fopen(path, "w");
	bool well = out != NULL;

	if (well && demo->editor != NULL)
		well = write_text(out, demo->text);
	if (well && demo->field != NULL)
		well = write_text(out, text_field_buffer(demo->field));
	if (well && demo->picker != NULL)
		well = fputs(file_picker_path(demo->picker), out) >= 0;
	if (well && demo->list != NULL) {
		for (size_t i = 0; i < n; i++)
			if (list_model_chosen(list_model_of(demo->list), i))
				(void)fprintf(out, "%s\n", items[i].label);
	}
	return out != NULL && fclose(out) == 0 && well;
}

/* False where there is no such screen or it can't be made. */
static bool
make_screen(struct demo *demo, const char *name, const char *more,
    const struct list_item *items, size_t n, struct screen *screen)
{
	static struct file_picker_options picker = {
	    .warning = warn_of_pictures, .unreadable = "It can't be read."};
	static const struct text_field_options field = {
	    .clusters = FIELD_CLUSTERS};

	if (strcmp(name, "list") == 0 || strcmp(name, "several") == 0) {
		demo->list = list_create(items, n,
		    strcmp(name, "list") == 0 ? LIST_ONE : LIST_SEVERAL,
		    demo->words->search);
		screen->draw = draw_list;
		screen->key = key_list;
		return demo->list != NULL;
	}
	if (strcmp(name, "editor") == 0) {
		demo->text = text_buffer_create(EDITOR_BYTES, TEXT_MANY_LINES);
		demo->editor = demo->text == NULL
		    ? NULL
		    : editor_create(demo->text, &demo->words->editor);
		screen->title = demo->words->editor_title;
		screen->draw = draw_editor;
		screen->key = key_editor;
		return demo->editor != NULL;
	}
	if (strcmp(name, "field") == 0) {
		demo->field = text_field_create(&field);
		screen->draw = draw_field;
		screen->key = key_field;
		return demo->field != NULL;
	}
	if (strcmp(name, "files") == 0) {
		picker.search = demo->words->search;
		demo->picker = file_picker_create(more, &picker);
		screen->draw = draw_picker;
		screen->key = key_picker;
		return demo->picker != NULL;
	}
	screen->draw = strcmp(name, "order") == 0 ? draw_order : draw_progress;
	screen->key = strcmp(name, "order") == 0 ? key_order : key_progress;
	return true;
}

int
main(int argc, char **argv)
{
	struct demo demo = {.list = NULL};
	struct screen screen = {.steps = "2/9", .leaving = leaving};
	const struct list_item *items = NULL;
	enum way result = WAY_BACK;
	struct reason reason;
	size_t n = 0;
	bool written = true;

	if (argc < 4 || !secret_protect_process())
		return 2;
	demo.words = demo_words(argv[1]);
	if (argc > 4)
		n = demo_countries(argv[4], argv[1], &items);
	screen.title = demo.words->list_title;
	screen.help = demo.words->help;
	screen.words = &demo.words->screen;
	screen.state = &demo;
	if (!make_screen(
		&demo, argv[2], argc > 4 ? argv[4] : ".", items, n, &screen))
		return 2;
	if (terminal_start(TEXT_ORDER_OURS, &reason)) {
		result = screen_run(&screen);
		terminal_stop(TERMINAL_LEAVE_QUIETLY);
	} else {
		(void)fprintf(stderr, "%s\n", reason.text);
	}
	if (result == WAY_NEXT)
		written = write_answer(&demo, argv[3], items, n);
	list_destroy(demo.list);
	editor_destroy(demo.editor);
	text_buffer_destroy(demo.text);
	text_field_destroy(demo.field);
	file_picker_destroy(demo.picker);
	return written ? (int)result : 2;
}

#include "screens.h"
#include "client/defender/picture_service.h"
enum screen_result
date_screen(struct session *s, cJSON *object, const struct question *q)
{
	return line_screen(s, object, q);
}
enum screen_result
files_screen(struct session *s)
{
	(void)s;
	return SCREEN_NEXT;
}
enum screen_result
draft_save_screen(struct session *s)
{
	(void)s;
	return SCREEN_BACK;
}
enum screen_result
draft_open_screen(struct session *s)
{
	(void)s;
	return SCREEN_BACK;
}
enum screen_result
check_screen(struct session *s)
{
	(void)s;
	return SCREEN_BACK;
}
struct file_entry *files_at(const struct files *f, size_t i);
struct file_entry *
files_at(const struct files *f, size_t i)
{
	(void)f;
	(void)i;
	return NULL;
}
struct picture_service *
picture_service_start(void)
{
	return NULL;
}
void
picture_service_stop(struct picture_service *service)
{
	(void)service;
}

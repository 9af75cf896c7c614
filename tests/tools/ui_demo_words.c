#include "ui_demo_words.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNTRIES_MAX 300
#define COLUMNS_BEFORE 1
#define LABELS 6

static const struct demo_words all_words[] = {
    {"en",
	{TEXT_LEFT_TO_RIGHT, "Help", "Next", "Back", "Leave at once",
	    "Once more: everything is wiped and the screen cleared.",
	    "Too small: 40 columns and 10 lines at least. Nothing is lost.",
	    "Any key goes back.", NULL, NULL, NULL, NULL, NULL, NULL},
	{"No room: nothing of it was put in.",
	    "Characters that can't be kept were left out:", "Out of memory."},
	"Which State is concerned?", "Search:", "What happened?", "Name:",
	"Type to search, or press the number of a line.\n"
	"F2 goes on, F3 goes back.",
	"Nothing was kept."},
    {"ar",
	{TEXT_RIGHT_TO_LEFT, "مساعدة", "التالي", "السابق", "خروج فوري",
	    "مرة أخرى: يُمحى كل شيء وتُمسح الشاشة.",
	    "الشاشة صغيرة: 40 عموداً و10 أسطر على الأقل. لم يضع شيء.",
	    "أي مفتاح للعودة.", NULL, NULL, NULL, NULL, NULL, NULL},
	{"لا يوجد متسع: لم يُدرج شيء.",
	    "حُذفت محارف لا يمكن حفظها:", "نفدت الذاكرة."},
	"ما هي الدولة المعنية؟", "بحث:", "ماذا حدث؟",
	"الاسم:", "اكتب للبحث أو اضغط رقم السطر.\nF2 للمتابعة، F3 للعودة.",
	"لم يُحفظ شيء."},
    {"zh",
	{TEXT_LEFT_TO_RIGHT, "帮助", "下一步", "返回", "立即退出",
	    "再按一次：清除全部内容并清屏。",
	    "窗口太小：至少 40 列 10 行。内容没有丢失。", "按任意键返回。",
	    NULL, NULL, NULL, NULL, NULL, NULL},
	{"空间不足：未插入任何内容。", "已略去无法保存的字符：", "内存不足。"},
	"涉及哪个国家？", "搜索：", "发生了什么？", "姓名：",
	"输入文字搜索，或按行号选择。\nF2 继续，F3 返回。",
	"没有保存任何内容。"},
};

const struct demo_words *
demo_words(const char *language)
{
	for (size_t i = 1; i < sizeof(all_words) / sizeof(all_words[0]); i++)
		if (strcmp(all_words[i].language, language) == 0)
			return &all_words[i];
	return &all_words[0];
}

static int
label_column(const char *language)
{
	return strcmp(language, "ar") == 0 ? 3
	    : strcmp(language, "zh") == 0  ? 5
					   : 0;
}

static int
read_country(char *line, int label, struct list_item *item)
{
	static char found_by[COUNTRIES_MAX][700];
	static size_t used;
	char *labels[LABELS];
	char *at = line;

	for (int i = 0; i < COLUMNS_BEFORE && at != NULL; i++) {
		at = strchr(at, '\t');
		at = at == NULL ? NULL : at + 1;
	}
	for (int i = 0; i < LABELS; i++) {
		labels[i] = at == NULL ? NULL : strsep(&at, "\t\n");
		if (labels[i] == NULL || used == COUNTRIES_MAX)
			return 0;
	}
	(void)snprintf(found_by[used], sizeof(found_by[used]),
	    "%s %s %s %s %s %s", labels[0], labels[1], labels[2], labels[3],
	    labels[4], labels[5]);
	item->label = strdup(labels[label]);
	item->also = found_by[used++];
	return item->label != NULL;
}

size_t
demo_countries(
    const char *path, const char *language, const struct list_item **ret_items)
{
	static struct list_item items[COUNTRIES_MAX];
	FILE *file = fopen(path, "r");
	char *line = NULL;
	size_t n = 0, size = 0;

	if (file == NULL)
		return 0;
	/* The first line has the names of the columns. */
	for (size_t i = 0; n < COUNTRIES_MAX && getline(&line, &size, file) > 0;
	     i++)
		if (i > 0)
			n += (size_t)read_country(
			    line, label_column(language), &items[n]);
	free(line);
	(void)fclose(file);
	*ret_items = items;
	return n;
}

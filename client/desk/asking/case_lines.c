#include "case_lines.h"

#include <stdio.h>
#include <string.h>

#include "common/bytes/printable_text.h"
#include "common/cli/outside.h"

void
case_lines_cell(const char *text, int width)
{
	const char *shown = text == NULL ? "-" : text;

	if (width > 0)
		outside_pad(stdout, shown, (unsigned)width);
	else
		(void)printable_text_write(
		    stdout, shown, strlen(shown), PRINTABLE_ONE_LINE);
	(void)printf(" ");
}

void
case_lines_link(const struct case_row *row, const cJSON *report, int indent)
{
	char text[CASE_LINK_TEXT_BYTES];

	case_link_text(&row->link, text);
	if (row->withdrawn) {
		(void)printf("%*s*** consent withdrawn: by ", indent, "");
		case_lines_cell(row->withdrawn_by, 0);
		(void)printf("of week ");
		case_lines_cell(row->withdrawn_week, 0);
		(void)printf("(signed by the code of the report) ***\n");
	}
	if (*text != '\0') {
		(void)printf("%*s", indent, "");
		(void)printable_text_write(
		    stdout, text, strlen(text), PRINTABLE_ONE_LINE);
		(void)printf("\n");
	}
	if (case_link_withdraws(report) && !case_link_is_signed(&row->link))
		(void)printf("%*snot signed by the code of any case: this "
			     "withdrawal withdraws none; one that it names is "
			     "on HOLD until a person looked\n",
		    indent, "");
}

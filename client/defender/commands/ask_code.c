#include "ask_code.h"

#include "common/bytes/secret.h"
#include "common/cli/cli.h"

#define CODE_LINE_MAX 256

bool
ask_code(int fd, char ret_digits[static REPLY_CODE_DIGITS + 1])
{
	char *typed = secret_alloc(CODE_LINE_MAX);
	enum reply_code_status status = REPLY_CODE_MALFORMED;
	int tries = fd >= 0 ? 1 : 5;

	if (typed == NULL)
		return false;
	while (tries-- > 0) {
		if (!cli_ask(fd, "Your reply code, 24 digits: ", CLI_ECHO,
			typed, CODE_LINE_MAX)) {
			(void)cli_fail("no reply code: there is no terminal to "
				       "ask on, and no --code-fd N");
			break;
		}
		status = reply_code_read(typed, ret_digits);
		if (status == REPLY_CODE_OK)
			break;
		(void)cli_fail(status == REPLY_CODE_MALFORMED
			? "a reply code has 24 digits"
			: "one of these digits is wrong, or two are swapped: "
			  "look at the paper again");
	}
	secret_free(typed);
	return status == REPLY_CODE_OK;
}

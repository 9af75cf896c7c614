#include "act_command.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "client/desk/asking/open_vault.h"
#include "client/desk/cases/case_work.h"
#include "client/desk/rules/work.h"
#include "common/bytes/durable_file.h"
#include "common/bytes/text_codec.h"
#include "common/json/json_text.h"

/* A text of many lines out of a file; wiped and freed by the caller. */
static char *
read_text_file(const char *path, size_t *ret_len, struct reason *reason)
{
	uint8_t *bytes;

	if (!durable_file_read(path, RULE_TEXT_MAX + 1, &bytes, ret_len)) {
		reason_set(reason, "%s: %s", path,
		    errno == EFBIG ? "longer than 65,536 bytes"
				   : strerror(errno));
		return NULL;
	}
	if (memchr(bytes, '\0', *ret_len) != NULL) {
		reason_set(reason, "%s: is no text", path);
		sodium_memzero(bytes, *ret_len);
		free(bytes);
		return NULL;
	}
	/* Editors end the last line too. */
	for (size_t n = *ret_len; n > 0 && bytes[n - 1] == '\n'; n--)
		bytes[n - 1] = '\0';
	return (char *)bytes;
}

/* A field as typed; of a text "@FILE" is its file, "@@" is a first @. */
static cJSON *
read_field(
    const struct rule_field *f, const char *typed, struct rule_refusal *refusal)
{
	cJSON *value;
	size_t len;
	char *text;

	if (f->kind != RULE_TEXT || typed[0] != '@')
		return rule_field_read(f, typed, refusal);
	if (typed[1] == '@')
		return rule_field_read(f, typed + 1, refusal);
	refusal->by = "field";
	text = read_text_file(typed + 1, &len, &refusal->reason);
	if (text == NULL)
		return NULL;
	value = rule_field_read(f, text, refusal);
	sodium_memzero(text, len);
	free(text);
	return value;
}

static const struct rule_field *
find_field(const struct rule_act *act, const char *name)
{
	for (const struct rule_field *f = act->fields; f->name != NULL; f++)
		if (strcmp(f->name, name) == 0)
			return f;
	return NULL;
}

/* What was typed, as the rules take it; NULL after saying why. */
static cJSON *
read_given(const struct rule_act *act, const struct work_words *w)
{
	struct rule_refusal refusal = {.by = "field"};
	cJSON *given = cJSON_CreateObject();
	char member[RULE_MEMBER_BYTES];
	uint64_t number;

	for (size_t i = 0; i < w->n_given && given != NULL; i++) {
		const struct rule_field *f = find_field(act, w->given[i].name);
		cJSON *value;

		reason_set(&refusal.reason, "%s %s takes no --%s", act->family,
		    act->name, w->given[i].name);
		value = f == NULL ? NULL
				  : read_field(f, w->given[i].value, &refusal);
		if (value == NULL) {
			(void)cli_fail("%s", refusal.reason.text);
			json_text_wipe(given);
			return NULL;
		}
		rule_field_member(f, member);
		if (!cJSON_AddItemToObject(given, member, value)) {
			(void)cli_fail("there is not enough memory");
			json_text_wipe(given);
			return NULL;
		}
	}
	if (act->on == 0 || given == NULL)
		return given;
	if (!decimal_decode(
		w->plain[1], strlen(w->plain[1]), 99999999, &number) ||
	    !work_put_number(given, "number", number)) {
		(void)cli_fail("%s is no number of an action", w->plain[1]);
		json_text_wipe(given);
		return NULL;
	}
	return given;
}

static const char *
kind_text(const struct rule_field *f)
{
	switch (f->kind) {
	case RULE_LINE:
		return "TEXT";
	case RULE_TEXT:
		return "TEXT|@FILE";
	case RULE_CODE:
		return "CODE";
	case RULE_CODES:
		return "CODE,...";
	case RULE_DAY:
		return "YYYY-MM-DD";
	case RULE_NUMBER:
		return "N";
	case RULE_NUMBERS:
		return "N,...|none";
	case RULE_PERSON:
		return "NAME";
	case RULE_CASE:
		return "CASE";
	}
	return "";
}

void
act_command_help(const struct rule_act *act)
{
	const bool writes = strcmp(act->family, "action") == 0 &&
	    strcmp(act->name, "write") == 0;
	const bool signs = strcmp(act->family, "action") == 0 &&
	    strcmp(act->name, "sign") == 0;

	(void)printf("%s %s CASE%s%s\n    %s\n    by: %s\n", act->family,
	    act->name, act->on != 0 ? " ACTION" : "",
	    writes      ? " NEW-FOLDER"
		: signs ? " FOLDER --custodian FILE"
			: "",
	    act->help, act->roles);
	/* What these two take, the program finds out. */
	if (writes || signs)
		return;
	for (const struct rule_field *f = act->fields; f->name != NULL; f++)
		(void)printf("    %s--%s %s%s  %s%s%s%s\n",
		    f->need == RULE_MAY ? "[" : "", f->name, kind_text(f),
		    f->need == RULE_MAY ? "]" : "", f->help,
		    f->codes == NULL             ? ""
			: f->kind == RULE_NUMBER ? "; at most "
						 : ": ",
		    f->codes == NULL ? "" : f->codes,
		    f->codes != NULL && *f->codes == '@'
			? " (docs/VOCABULARY.md)"
			: "");
}

/* How the case stands now. */
static void
say_done(struct vault *v, const char *typed, const struct rule_act *act,
    const struct rule_done *done, const cJSON *given)
{
	struct reason ignored;
	struct case_work w;
	uint64_t number = done->number;
	const cJSON *action = NULL;

	if (!case_work_open(vault_store(v), typed, &w, &ignored)) {
		(void)printf("done\n");
		return;
	}
	(void)printf(
	    "case %.8s: %s", w.row->id, rule_state_word(work_state(w.work)));
	if (act->on != 0)
		(void)json_text_integer(given, "number", &number);
	if (act->on != 0 || strcmp(act->name, "draft") == 0)
		action = work_item(w.work, WORK_ACTIONS, number);
	if (action != NULL)
		(void)printf("; action %" PRIu64 ": %s", number,
		    rule_status_word(work_status(action)));
	else if (done->list != NULL)
		(void)printf(
		    "; number %" PRIu64 " of its %s", done->number, done->list);
	(void)printf("\n");
	case_work_finish(&w);
}

enum cli_status
act_command_do(struct vault *v, const struct case_desk *desk,
    const struct rule_act *act, const char *typed, const cJSON *given)
{
	struct rule_refusal refusal = {.by = "memory"};
	struct rule_done done;

	if (case_work_do(vault_store(v), typed, act, given, &desk->now, &done,
		&refusal)) {
		say_done(v, typed, act, &done, given);
		return CLI_OK;
	}
	return cli_fail("case %s: %s %s is refused by %s: %s. Nothing was "
			"changed",
	    typed, act->family, act->name, refusal.by, refusal.reason.text);
}

bool
act_command_in_role(struct vault *v, const struct rule_act *act)
{
	char who[NOTE_NAME_MAX + 1];
	struct reason reason = {""};

	if (vault_is_trial(v))
		return true;
	(void)snprintf(
	    who, sizeof(who), "%s", desk_store_actor(vault_store(v)));
	if (vault_act_as(v, who, act->roles, &reason))
		return true;
	(void)cli_fail("%s %s is refused by role: %s", act->family, act->name,
	    reason.text);
	return false;
}

enum cli_status
act_command(const char *family, int argc, char **argv)
{
	const struct rule_act *act = rule_act_find(family, argv[0]);
	static const struct work_takes takes = {"", "vP"};
	enum cli_status status = CLI_FAILED;
	struct work_words w;
	struct case_desk desk;
	struct vault *v;
	cJSON *given;

	if (act == NULL)
		return CLI_USAGE;
	if (!work_words_parse(argc, argv, &takes, &w))
		return CLI_USAGE;
	if (w.n_plain != (act->on != 0 ? 2 : 1)) {
		(void)cli_fail("%s %s takes the number of a case%s; case "
			       "rules %s %s says what else",
		    family, act->name,
		    act->on != 0 ? " and that of an action" : "", family,
		    act->name);
		return CLI_USAGE;
	}
	given = read_given(act, &w);
	if (given == NULL)
		return CLI_USAGE;
	v = open_vault(&w.options);
	if (v != NULL && act_command_in_role(v, act)) {
		case_desk_of(v, &desk);
		status = act_command_do(v, &desk, act, w.plain[0], given);
	}
	json_text_wipe(given);
	close_vault(v);
	return status;
}

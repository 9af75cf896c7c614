#include "leave_command.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "act_command.h"
#include "client/desk/asking/ask_signer.h"
#include "client/desk/asking/open_vault.h"
#include "client/desk/cases/case_work.h"
#include "client/desk/leaving/leaving.h"
#include "client/desk/rules/work.h"
#include "client/desk/store/journal.h"
#include "common/bytes/secret.h"
#include "common/bytes/text_codec.h"
#include "common/json/json_text.h"

/* One action that is to leave, and what was typed. */
struct going {
	const struct work_words *words;
	const struct rule_act *act;
	struct vault *v;
	struct case_desk desk;
	struct case_work w;
	struct leaving leaving;
	cJSON *given;
};

static bool
begin(struct going *g)
{
	const char *typed = g->words->plain[0],
		   *number_text = g->words->plain[1];
	struct reason reason = {""};
	uint64_t number = 0;

	case_desk_of(g->v, &g->desk);
	if (!case_work_open(vault_store(g->v), typed, &g->w, &reason)) {
		(void)cli_fail("case %s: %s", typed, reason.text);
		return false;
	}
	g->leaving = (struct leaving){.v = g->v, .w = &g->w};
	if (decimal_decode(number_text, strlen(number_text), 99999999, &number))
		g->leaving.action = work_item(g->w.work, WORK_ACTIONS, number);
	if (g->leaving.action == NULL) {
		(void)cli_fail("case %s has no action %s", typed, number_text);
		return false;
	}
	g->leaving.day = work_text(g->leaving.action, "approved");
	(void)json_text_integer(
	    g->leaving.action, "journal", &g->leaving.journal);
	g->given = cJSON_CreateObject();
	return g->given != NULL && work_put_number(g->given, "number", number);
}

static void
end(struct going *g)
{
	case_work_finish(&g->w);
	json_text_wipe(g->given);
	close_vault(g->v);
}

/* Asked before anything is made; what is given does not matter for that. */
static bool
may(struct going *g, const char *manifest)
{
	struct rule_refusal refusal = {.by = "memory"};

	if (work_put(g->given, "manifest", manifest) &&
	    rules_allow(g->w.work, g->act, g->given, &g->desk.now, &refusal))
		return true;
	(void)cli_fail("case %s: action %s is refused by %s: %s. Nothing was "
		       "written",
	    g->words->plain[0], g->act->name, refusal.by, refusal.reason.text);
	return false;
}

static enum cli_status
write_it(struct going *g)
{
	const char *folder = g->words->plain[2];
	char manifest[LEAVING_HASH_BYTES] = "";
	struct reason reason = {""};
	uint8_t ignored[32];
	enum cli_status status;

	if (!journal_before(
		vault_store(g->v), "written", g->w.row->id, &reason) ||
	    !journal_tail(vault_store(g->v), &g->leaving.journal, ignored))
		return cli_fail("the journal can't be written");
	if (!work_put_number(g->given, "journal", g->leaving.journal) ||
	    !may(g, "-"))
		return CLI_FAILED;
	if (!leaving_write(&g->leaving, folder, manifest, &reason))
		return cli_fail(
		    "%s: %s. Nothing was left there", folder, reason.text);
	if (!work_put(g->given, "manifest", manifest))
		return cli_fail("there is not enough memory");
	status = act_command_do(
	    g->v, &g->desk, g->act, g->words->plain[0], g->given);
	if (status != CLI_OK) {
		cli_warn("what lies in %s is not to be used", folder);
		return status;
	}
	(void)printf("Written to %s. Each custodian reads it there and signs "
		     "it: action sign %s %s %s --custodian FILE\n",
	    folder, g->words->plain[0], g->words->plain[1], folder);
	return CLI_OK;
}

static enum cli_status
sign_it(struct going *g)
{
	const char *folder = g->words->plain[2];
	char manifest[LEAVING_HASH_BYTES] = "";
	char comment[NOTE_NAME_MAX + 40];
	struct reason reason = {""};
	const uint8_t *seed;
	const struct vkey *key;
	enum cli_status status;

	if (!vault_signer_alone(g->v, &key, &seed))
		return cli_fail("one custodian signs it at a time");
	if (!leaving_check(&g->leaving, folder, manifest, &reason))
		return cli_fail("%s: %s. Not signed", folder, reason.text);
	if (!work_put(g->given, "key", key->name) || !may(g, manifest))
		return CLI_FAILED;
	status = act_command_do(
	    g->v, &g->desk, g->act, g->words->plain[0], g->given);
	if (status != CLI_OK)
		return status;
	(void)snprintf(comment, sizeof(comment), "desk of %s, %s",
	    vault_intake(g->v), g->desk.day);
	if (!leaving_sign(folder, manifest, key, seed, comment, &reason))
		return cli_fail("%s: %s. It counts as signed: the same command "
				"writes the signature again",
		    folder, reason.text);
	(void)printf("Signed in %s.\n", folder);
	return CLI_OK;
}

static bool
parse(int argc, char **argv, const char *common, const char *usage,
    struct work_words *ret)
{
	const struct work_takes takes = {"", common};

	if (!work_words_parse(argc, argv, &takes, ret) ||
	    !work_words_only(ret, ""))
		return false;
	if (ret->n_plain == 3)
		return true;
	(void)cli_fail("%s", usage);
	return false;
}

enum cli_status
leave_write(int argc, char **argv)
{
	struct work_words words;
	struct going g = {
	    .words = &words, .act = rule_act_find("action", "write")};
	enum cli_status status = CLI_FAILED;

	if (!parse(argc, argv, "vP", "action write CASE N NEW-FOLDER", &words))
		return CLI_USAGE;
	g.v = open_vault(&words.options);
	if (g.v == NULL)
		return CLI_FAILED;
	if (act_command_in_role(g.v, g.act) && begin(&g))
		status = write_it(&g);
	end(&g);
	return status;
}

enum cli_status
leave_sign(int argc, char **argv)
{
	struct work_words words;
	struct going g = {
	    .words = &words, .act = rule_act_find("action", "sign")};
	enum cli_status status = CLI_FAILED;
	struct person *p;

	if (!parse(argc, argv, "vPc",
		"action sign CASE N FOLDER --custodian FILE", &words))
		return CLI_USAGE;
	if (!open_vault_is_desk())
		return cli_fail("that is done at the open desk: valise-desk "
				"open");
	g.v = open_vault(&words.options);
	p = g.v == NULL ? NULL : ask_signer(g.v, &words.options);
	if (p != NULL && begin(&g))
		status = sign_it(&g);
	if (g.v != NULL)
		vault_custody_end(g.v);
	secret_free(p);
	end(&g);
	return status;
}

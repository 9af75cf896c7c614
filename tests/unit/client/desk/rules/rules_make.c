#include "tests/unit/unit.h"

#include "rules_make.h"

static const struct rule_staff staff[] = {{"anna", "head"}, {"ben", "officer"},
    {"cleo", "intake"}, {"dara", "verifier"}, {"emil", "officer"},
    {"fay", "verifier"}};

/* Yes to these uses of person P, recorded by line 9. */
#define YES(p, use) \
	"{\"number\":1,\"person\":" #p ",\"use\":\"" use \
	"\",\"value\":\"yes\",\"line\":9}"
#define MET \
	"{\"finding\":\"met\",\"sources\":[1,2],\"contradicting\":\"none " \
	"found\",\"analyst\":\"ben\",\"reviewer\":\"dara\"}"
#define SOURCE(n, kind, group, hand) \
	"{\"number\":" #n ",\"kind\":\"" kind "\",\"group\":\"" group \
	"\",\"first_hand\":\"" hand \
	"\",\"person_grade\":\"B\",\"information_grade\":\"2\"}"

static const char ready[] =
    "{\"state\":\"VERIFYING\",\"case\":7,\"opened\":\"2026-05-01\","
    "\"class\":\"strictly-confidential\",\"officer\":\"ben\","
    "\"alternate\":\"emil\",\"limb\":\"54/24-4a\",\"urgency\":\"open\","
    "\"consent_summary\":\"all but names\","
    "\"people\":[{\"number\":1,\"name\":\"Amal Noor\"},"
    "{\"number\":2,\"name\":\"Bashir Qadim\",\"name_latin\":\"Bashir "
    "Qadim\"}],\"acts\":[{\"number\":1}],\"actors\":[{\"number\":1}],"
    "\"consents\":[" YES(0, "C0") "," YES(0, "C1") "," YES(0, "C2") "," YES(
	0, "C4") "," YES(1, "C1") "," YES(1, "C2") "," YES(1, "C3") "," YES(1,
	"C4") "," YES(1, "C5") "," YES(2, "C1") "," YES(2, "C2") "," YES(2,
	"C4") "],"
	      "\"sources\":[" SOURCE(1, "account", "a", "yes") "," SOURCE(
		  2, "document", "b", "no") "," SOURCE(3, "media", "c",
		  "no") "],"
			"\"elements\":{\"status\":" MET ",\"act\":" MET
			",\"attribution\":" MET ",\"link\":" MET "},"
			"\"harm\":[{\"number\":1,\"until\":\"2026-12-31\","
			"\"line\":9}],"
			"\"actions\":[{\"number\":1,\"kind\":\"AL\",\"status\":"
			"\"DRAFT\","
			"\"to\":\"a "
			"State\",\"author\":\"ben\",\"facts\":\"Amal Noor was "
			"held.\",\"norms\":\"n\",\"questions\":\"q\",\"follow_"
			"up\":\"u\","
			"\"tests\":[\"founded\",\"described\",\"language\","
			"\"credible\","
			"\"not-media\"],\"named\":[1],\"public\":\"A person "
			"was held.\"}],"
			"\"log\":[{\"number\":9}]}";

struct rule_now
rules_make_now(const char *who)
{
	return (struct rule_now){.day = TODAY,
	    .who = who,
	    .staff = staff,
	    .n_staff = sizeof(staff) / sizeof(staff[0]),
	    .signatures = 2};
}

cJSON *
rules_make_json(const char *text)
{
	cJSON *json = cJSON_Parse(text);

	if (json == NULL)
		fail_msg("no JSON: %s", text);
	return json;
}

static void
merge(cJSON *to, const cJSON *patch)
{
	const cJSON *item;

	cJSON_ArrayForEach (item, patch) {
		cJSON *own = cJSON_GetObjectItemCaseSensitive(to, item->string);

		if (cJSON_IsObject(item) && cJSON_IsObject(own)) {
			merge(own, item);
			continue;
		}
		cJSON_DeleteItemFromObjectCaseSensitive(to, item->string);
		if (!cJSON_IsNull(item))
			cJSON_AddItemToObject(
			    to, item->string, cJSON_Duplicate(item, true));
	}
}

cJSON *
rules_make_work(const char *patch)
{
	cJSON *work = rules_make_json(ready), *change;

	if (patch == NULL)
		return work;
	change = rules_make_json(patch);
	/* Of action 1 alone, whose list a patch could only replace. */
	merge(cJSON_GetArrayItem(
		  cJSON_GetObjectItemCaseSensitive(work, "actions"), 0),
	    cJSON_GetObjectItemCaseSensitive(change, "action"));
	cJSON_DeleteItemFromObjectCaseSensitive(change, "action");
	merge(work, change);
	cJSON_Delete(change);
	return work;
}

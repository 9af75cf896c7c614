/* What of a case is searched; for search*.c alone. */
#ifndef VALISE_DESK_SEARCH_TEXT_H
#define VALISE_DESK_SEARCH_TEXT_H

#include <cjson/cJSON.h>

/* Every text of both, folded; to be freed by text_fold_free(), NULL: memory. */
char *search_text_folded(const cJSON *report, const cJSON *work);

#endif

#include "risks.h"

#include "client/words/defender_words.h"

const struct word *const words_risks[] = {WORD_RISK_LINE, WORD_RISK_TYPING,
    WORD_RISK_TERMINAL, WORD_RISK_SWAP, WORD_RISK_MACHINE, WORD_WARN_DRAFT,
    WORD_RISK_RELAY, WORD_RISK_CODE, WORD_RISK_PROMISE, NULL};

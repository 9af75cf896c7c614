/*
 * A process that looks into pictures, started before anything is typed: it and
 * its children never had the report (docs/EVIDENCE.md).
 */
#ifndef VALISE_DEFENDER_PICTURE_SERVICE_H
#define VALISE_DEFENDER_PICTURE_SERVICE_H

#include "picture.h"

struct picture_service;

/*
 * NULL where it can't be started: then every look is PICTURE_NO_CHILD.  To be
 * called before there are threads, and from the one that lives longest: the
 * process ends with it.
 */
struct picture_service *picture_service_start(void);
void picture_service_stop(struct picture_service *service); /* takes NULL */

/*
 * As picture_examine(), by the service; takes a service NULL.  By one thread at
 * a time.  One that died, said nonsense or held up its caller is ended: from
 * then on every look is PICTURE_NO_CHILD.
 */
void picture_service_examine(struct picture_service *service, int fd,
    enum picture_want want, struct picture_result *ret_result);

#endif

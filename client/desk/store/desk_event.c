#include "desk_event.h"

void
desk_event_tell(
    const struct desk_events *events, const struct desk_event *event)
{
	if (events != NULL)
		events->tell(events->context, event);
}

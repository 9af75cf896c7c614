/* The one option that most commands have: -c FILE. */
#ifndef VALISE_RELAY_CONFIG_PATH_H
#define VALISE_RELAY_CONFIG_PATH_H

/*
 * The FILE of -c, of a command that takes nothing else.  NULL after saying what
 * is missing: then CLI_USAGE is due.
 */
const char *config_path_option(int argc, char **argv);

#endif

/*
 * The subcommands of valise-relay beside serve.  Each says what is wrong before
 * it comes back with CLI_USAGE or CLI_FAILED.
 */
#ifndef VALISE_RELAY_COMMANDS_H
#define VALISE_RELAY_COMMANDS_H

#include "common/cli/cli.h"

/* In the spool, empty: its time is that of the last backup (docs/SPOOL.md 1).
 */
#define BACKUP_STAMP "last-backup"

enum cli_status relay_command_doctor(int argc, char **argv);
enum cli_status relay_command_init(int argc, char **argv);
enum cli_status relay_command_check(int argc, char **argv);
enum cli_status relay_command_status(int argc, char **argv);
enum cli_status relay_command_queue(int argc, char **argv);
/* By its first word: reload, pause or resume. */
enum cli_status relay_command_control(int argc, char **argv);
enum cli_status relay_command_verify(int argc, char **argv);
enum cli_status relay_command_import(int argc, char **argv);
enum cli_status relay_command_backup(int argc, char **argv);
enum cli_status relay_command_restore(int argc, char **argv);
enum cli_status relay_command_capacity(int argc, char **argv);
enum cli_status relay_command_rotate_keys(int argc, char **argv);
enum cli_status relay_command_audit(int argc, char **argv);

#endif

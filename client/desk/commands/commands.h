/* The subcommands of valise-desk; each parses its own options. */
#ifndef VALISE_DESK_COMMANDS_H
#define VALISE_DESK_COMMANDS_H

#include "common/cli/cli.h"

enum cli_status desk_command_authority(int argc, char **argv);
enum cli_status desk_command_init(int argc, char **argv);
enum cli_status desk_command_directory(int argc, char **argv);
enum cli_status desk_command_import(int argc, char **argv);
enum cli_status desk_command_list(int argc, char **argv);
enum cli_status desk_command_show(int argc, char **argv);
enum cli_status desk_command_source(int argc, char **argv);
enum cli_status desk_command_extract(int argc, char **argv);
enum cli_status desk_command_reply(int argc, char **argv);
enum cli_status desk_command_export(int argc, char **argv);
enum cli_status desk_command_series(int argc, char **argv);
enum cli_status desk_command_person(int argc, char **argv);
enum cli_status desk_command_share(int argc, char **argv);
enum cli_status desk_command_drill(int argc, char **argv);
enum cli_status desk_command_bulletin(int argc, char **argv);
enum cli_status desk_command_check(int argc, char **argv);
enum cli_status desk_command_backup(int argc, char **argv);
enum cli_status desk_command_restore(int argc, char **argv);
enum cli_status desk_command_repair(int argc, char **argv);
enum cli_status desk_command_keys(int argc, char **argv);
enum cli_status desk_command_dispose(int argc, char **argv);
enum cli_status desk_command_release(int argc, char **argv);
enum cli_status desk_command_journal(int argc, char **argv);

#endif

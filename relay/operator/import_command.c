/* valise-relay import: envelopes that came on a stick, to the running relay. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "commands.h"
#include "common/bytes/durable_file.h"
#include "common/bytes/printable_text.h"
#include "common/net/envelope_file.h"
#include "common/net/upload.h"
#include "own_base.h"
#include "relay/site/site.h"

struct importing {
	struct upload upload;
	size_t taken;
	size_t left; /* files that are no envelopes, or were not taken */
};

static void
import_one(struct importing *m, const char *path, const char *name)
{
	char reference[RECEIPT_REFERENCE_BYTES], shown[300];
	struct byte_writer promise;
	struct receipt receipt;
	struct reason reason = {""};

	printable_text_line(name, strlen(name), shown, sizeof(shown));
	if (!envelope_file_open(path, &m->upload.fd, &m->upload.size,
		m->upload.sha256, &reason)) {
		(void)printf("%s: %s; left\n", shown, reason.text);
		m->left++;
		return;
	}
	if (upload_send(&m->upload, &promise, &receipt, &reason) ==
	    UPLOAD_PROMISED) {
		receipt_reference(receipt.entry, reference);
		(void)printf("%s: accepted, reference %s\n", shown, reference);
		byte_writer_finish(&promise);
		m->taken++;
	} else {
		(void)printf("%s: NOT TAKEN: %s\n", shown, reason.text);
		m->left++;
	}
	(void)close(m->upload.fd);
}

static bool
import_folder(struct importing *m, const char *folder)
{
	struct dirent **names = NULL;
	int n = scandir(folder, &names, NULL, alphasort);

	for (int i = 0; i < n; i++) {
		if (names[i]->d_name[0] != '.') {
			char *path =
			    durable_file_join(folder, names[i]->d_name);

			if (path != NULL)
				import_one(m, path, names[i]->d_name);
			free(path);
		}
		free(names[i]);
	}
	free(names);
	return n >= 0;
}

static enum cli_status
import(struct site *site, const char *intake, const char *folder)
{
	const struct directory *d = site->directories.current->directory;
	const struct http_options options = {.way = HTTP_DIRECT};
	struct importing m = {
	    .upload = {.directory = d, .fd = -1, .follow = cli_progress()}};
	char base[1100];

	m.upload.intake = relay_intake(d, site->config->name, intake);
	if (m.upload.intake == NULL)
		return cli_fail("%s is no intake of this relay", intake);
	m.upload.relay = directory_relay(m.upload.intake, site->config->name);
	own_base(site->config, base, sizeof(base));
	m.upload.base = base;
	if (!http_client_global() ||
	    (m.upload.client = http_client_create(&options)) == NULL)
		return cli_fail("the network library does not start");
	if (!import_folder(&m, folder)) {
		http_client_destroy(m.upload.client);
		return cli_fail("%s: %s", folder, strerror(errno));
	}
	http_client_destroy(m.upload.client);
	(void)printf("%zu taken, %zu left where they are\n", m.taken, m.left);
	return m.left == 0 ? CLI_OK : CLI_FAILED;
}

enum cli_status
relay_command_import(int argc, char **argv)
{
	const char *path = NULL, *intake = NULL;
	enum cli_status status;
	struct site *site;
	struct reason reason = {""};
	int c;

	optind = 1;
	while ((c = getopt(argc, argv, "c:t:")) != -1)
		if (c == 'c')
			path = optarg;
		else if (c == 't')
			intake = optarg;
		else
			return CLI_USAGE;
	if (path == NULL || intake == NULL || optind + 1 != argc) {
		(void)cli_fail("import needs -c FILE -t INTAKE FOLDER");
		return CLI_USAGE;
	}
	site = site_open(path, &reason);
	if (site == NULL)
		return cli_fail("nothing was imported: %s", reason.text);
	status = import(site, intake, argv[optind]);
	site_close(site);
	return status;
}

/* gen_conf.c - print config.example, or with "manual" the table of
 * haven.conf(5), from the one table of settings. */
#include <stdio.h>
#include <string.h>

#include "conf.h"

int
main(int argc, char **argv)
{
	struct buf out = BUF_INIT(1 << 20);
	int status = 1;

	if (argc == 2 && strcmp(argv[1], "manual") == 0)
		conf_print_manual(&out);
	else if (argc == 2 && strcmp(argv[1], "example") == 0)
		conf_print_example(&out);
	if (out.len > 0 && !out.failed &&
	    fwrite(out.data, 1, out.len, stdout) == out.len &&
	    fflush(stdout) == 0)
		status = 0;
	else
		(void)fprintf(stderr, "usage: gen_conf example|manual\n");
	buf_done(&out);
	return status;
}

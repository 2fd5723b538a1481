/* log.h - lines for the person who runs the server: ids, never names or text.
 *
 * One line a call to stderr (or the fd given), "level: words", every byte
 * through text_safe. Safe from several threads: one write(2) a line. */
#ifndef HAVEN_LOG_H
#define HAVEN_LOG_H

enum log_level { LOG_ERROR, LOG_WARNING, LOG_INFO, LOG_DEBUG };

void log_start(int fd, enum log_level level);
void log_line(enum log_level level, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

#endif

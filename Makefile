# haven: make run, make test, make install. Everything built is under build/.
# Other targets: fault mutants bench lint layers docs-check docs goldens audit fuzz clean.
# SAN=address,undefined or SAN=thread builds with sanitizers, in its own folder.

PREFIX  ?= /usr/local
DESTDIR ?=
CC      ?= gcc
SAN     ?=
B       ?= build$(if $(SAN),/san-$(subst $(comma),-,$(SAN)))
comma   := ,

PKG_COMMON := libcjson libsodium libutf8proc inih libzstd
PKG_SERVER := libmicrohttpd gnutls sqlite3 liboath
PKG_TUI    := ncursesw sqlite3
PKG_NET    := libcurl
PKG_PRESS  := pangocairo cairo

WARN    := -Wall -Wextra -Wpedantic -Wshadow -Wvla -Werror \
           -Wstrict-prototypes -Wmissing-prototypes
HARD    := -D_FORTIFY_SOURCE=2 -fstack-protector-strong -fPIE
CFLAGS  ?= -O2 -g
ALLC    := -std=c17 -D_GNU_SOURCE $(WARN) $(CFLAGS) -MMD -MP -Icommon \
           $(if $(SAN),-fsanitize=$(SAN) -fno-sanitize-recover=all \
           -fno-omit-frame-pointer,$(HARD))
ALLLD   := $(if $(SAN),-fsanitize=$(SAN),-pie -Wl$(comma)-z$(comma)relro$(comma)-z$(comma)now) \
           -pthread -Wl$(comma)--as-needed $(LDFLAGS)

# What Debian packages are needed to build, and to test; what is missing is
# installed (tests/deps.sh says what, and asks sudo only when not root).
DEPS_BUILD := gcc libc6-dev pkg-config libncurses-dev libcurl4-gnutls-dev \
              libcjson-dev libmicrohttpd-dev libgnutls28-dev libsqlite3-dev \
              libsodium-dev libzstd-dev libutf8proc-dev libinih-dev \
              liboath-dev libpango1.0-dev fonts-dejavu-core fonts-wqy-microhei
DEPS_TEST  := libcmocka-dev tmux curl zstd sqlite3 procps ncurses-base ncurses-term faketime strace python3-aiosmtpd \
              openssh-server openssh-client poppler-utils
DEPS_LINT  := clang-format cppcheck clang
DEPS_FUZZ  := clang libclang-rt-14-dev

# The flags of the libraries are asked for once, after the packages are there:
# make builds this file first and then begins again with it.
ifeq ($(filter clean format deps,$(MAKECMDGOALS)),)
include build/flags.mk
endif
build/flags.mk: Makefile tests/deps.sh
	@mkdir -p $(@D)
	@sh tests/deps.sh $(DEPS_BUILD)
	@{ for v in COMMON: SERVER:"$(PKG_SERVER)" TUI:"$(PKG_TUI)" NET:"$(PKG_NET)" PRESS:"$(PKG_PRESS)"; do \
		p="$(PKG_COMMON) $${v#*:}"; \
		echo "CF_$${v%%:*} := $$(pkg-config --cflags $$p)"; \
		echo "LD_$${v%%:*} := $$(pkg-config --libs $$p) -lm"; \
	done; } > $@.new && mv $@.new $@

# common is a library; server and tui are one too, but for their main file, so
# that tests link them. net_*.c is haven-net and nothing else, press/ haven-press;
# haven-mail is the line to a mail server.
COMMON_O := $(patsubst %.c,$(B)/%.o,$(wildcard common/*.c))
SERVER_O := $(patsubst %.c,$(B)/%.o,$(filter-out server/main.c server/mail_main.c,$(wildcard server/*.c)))
NET_C    := tui/net_main.c tui/net_frame.c
PRESS_O  := $(patsubst %.c,$(B)/%.o,$(wildcard press/*.c))
TUI_O    := $(patsubst %.c,$(B)/%.o,$(filter-out tui/main.c tui/net_main.c,$(wildcard tui/*.c)))

TEST_COMMON := $(patsubst %.c,$(B)/%,$(wildcard tests/common_*.c))
TEST_SERVER := $(patsubst %.c,$(B)/%,$(wildcard tests/server_*.c))
TEST_TUI    := $(patsubst %.c,$(B)/%,$(wildcard tests/tui_*.c))
TESTS       := $(TEST_COMMON) $(TEST_SERVER) $(TEST_TUI)
PROGRAMS    := $(B)/haven $(B)/haven-net $(B)/havend $(B)/haven-mail $(B)/haven-press

.DEFAULT_GOAL := all
.DELETE_ON_ERROR:
.SUFFIXES:
.PHONY: all deps test-deps lint-deps fuzz-deps run test test-units test-threads test-whole fault mutants bench bench-programs lint layers docs docs-check goldens audit \
        fuzz install clean format

all: $(PROGRAMS)

$(B)/common/%.o: common/%.c
	@mkdir -p $(@D)
	$(CC) $(ALLC) $(CF_COMMON) -c -o $@ $<
$(B)/server/%.o: server/%.c
	@mkdir -p $(@D)
	$(CC) $(ALLC) -Iserver $(CF_SERVER) -c -o $@ $<
$(B)/tui/net_main.o: tui/net_main.c
	@mkdir -p $(@D)
	$(CC) $(ALLC) -Itui $(CF_NET) -c -o $@ $<
$(B)/press/%.o: press/%.c
	@mkdir -p $(@D)
	$(CC) $(ALLC) -Ipress $(CF_PRESS) -c -o $@ $<
$(B)/tui/%.o: tui/%.c
	@mkdir -p $(@D)
	$(CC) $(ALLC) -Itui $(CF_TUI) -c -o $@ $<

# A library is made anew when a file comes or goes, too.
$(shell mkdir -p $(B); for l in common server tui; do ls $$l/*.c | cmp -s - $(B)/$$l.list || \
	ls $$l/*.c > $(B)/$$l.list; done)
$(B)/libcommon.a: $(COMMON_O) $(B)/common.list
	@rm -f $@
	ar rcs $@ $(filter %.o,$^)
$(B)/libserver.a: $(SERVER_O) $(B)/server.list
	@rm -f $@
	ar rcs $@ $(filter %.o,$^)
$(B)/libtui.a: $(TUI_O) $(B)/tui.list
	@rm -f $@
	ar rcs $@ $(filter %.o,$^)

$(B)/havend: $(B)/server/main.o $(B)/libserver.a $(B)/libcommon.a
	$(CC) $(ALLLD) -o $@ $^ $(LD_SERVER)
$(B)/haven: $(B)/tui/main.o $(B)/libtui.a $(B)/libcommon.a
	$(CC) $(ALLLD) -o $@ $^ $(LD_TUI)
$(B)/haven-net: $(patsubst %.c,$(B)/%.o,$(NET_C)) $(B)/libcommon.a
	$(CC) $(ALLLD) -o $@ $^ $(LD_NET)
# The one program with pango and cairo; of ours it has the parts of a document.
$(B)/haven-press: $(PRESS_O) $(B)/libcommon.a
	$(CC) $(ALLLD) -o $@ $^ $(LD_PRESS)

# Of havend's files only the line to a mail server; no store, no keys.
$(B)/haven-mail: $(patsubst %,$(B)/server/mail_%.o,main talk frame) $(B)/libserver.a $(B)/libcommon.a
	$(CC) $(ALLLD) -o $@ $^ $(LD_NET)

$(TEST_COMMON): $(B)/tests/%: tests/%.c $(B)/libcommon.a
	@mkdir -p $(@D)
	$(CC) $(ALLC) -Itests $(CF_COMMON) $(ALLLD) -o $@ $< $(B)/libcommon.a $(LD_SERVER) -lcmocka
$(TEST_SERVER): $(B)/tests/%: tests/%.c $(B)/libserver.a $(B)/libcommon.a
	@mkdir -p $(@D)
	$(CC) $(ALLC) -Itests -Iserver $(CF_SERVER) $(ALLLD) -o $@ $< $(MORE) $(B)/libserver.a $(B)/libcommon.a $(LD_SERVER) $(LD_NET) -lcmocka
# What presses needs haven-press.
$(B)/tests/server_press $(B)/tests/server_paper: | $(B)/haven-press
# The tests that have both sides. Their headers have the same names, so the
# devices are compiled apart; and so has one function, which is given another.
HISTORIES := $(B)/tests/histories_device.o $(B)/libdevice.a
$(B)/tests/server_histories $(B)/tests/server_role: MORE := $(HISTORIES)
$(B)/tests/server_histories $(B)/tests/server_role: $(HISTORIES)
$(B)/tests/histories_device.o: tests/histories_device.c
	@mkdir -p $(@D)
	$(CC) $(ALLC) -Itests -Itui $(CF_TUI) -c -o $@ $<
$(B)/libdevice.a: $(B)/libtui.a
	objcopy --redefine-sym store_unseal=device_store_unseal $< $@
$(TEST_TUI): $(B)/tests/%: tests/%.c $(B)/libtui.a $(B)/libcommon.a
	@mkdir -p $(@D)
	$(CC) $(ALLC) -Itests -Itui $(CF_TUI) $(ALLLD) -o $@ $< $(B)/libtui.a $(B)/libcommon.a $(LD_TUI) -lcmocka

# ---- run: the demo, in this terminal ----
run: all
	@sh tests/demo.sh $(B) var

# ---- fault: killed, or with a failing disk, at every system call ----
# make test runs a sample of it (tests/whole/fault.sh).
FAULT   := $(patsubst %,$(B)/fault/%,run device office)
FAULT_C := $(patsubst %,tests/fault/%.c,run parts parts_mail parts_backup trace proc world)
FAULT_H := $(wildcard tests/fault/*.h) tests/havend.h
fault: test-deps $(PROGRAMS) $(FAULT)
	@HAVEN_BUILD=$(B) FAULT_EVERY=$${FAULT_EVERY:-1} FAULT_JOBS=$${FAULT_JOBS:-$$(nproc)} $(B)/fault/run
$(B)/fault/run: $(FAULT_C) $(FAULT_H)
	@mkdir -p $(@D)
	$(CC) $(filter-out -MMD -MP,$(ALLC)) -Itests -Itests/fault $(ALLLD) -o $@ $(FAULT_C)
$(B)/fault/device: tests/fault/device.c $(B)/libtui.a $(B)/libcommon.a
	@mkdir -p $(@D)
	$(CC) $(ALLC) -Itests -Itests/fault -Itui $(CF_TUI) $(ALLLD) -o $@ $< $(B)/libtui.a \
	    $(B)/libcommon.a $(LD_TUI) -lcmocka
$(B)/fault/office: tests/fault/office.c $(B)/libserver.a $(B)/libcommon.a
	@mkdir -p $(@D)
	$(CC) $(ALLC) -Itests -Itests/fault -Iserver $(CF_SERVER) $(ALLLD) -o $@ $< $(B)/libserver.a \
	    $(B)/libcommon.a $(LD_SERVER) -lcmocka

# ---- test: every kind, and one last line with the sum ----
test: test-deps $(TESTS) $(PROGRAMS) $(FAULT) $(B)/situations
	@sh tests/run.sh $(B) $(TESTS) $(sort $(wildcard tests/whole/*.sh))
test-units: test-deps $(TESTS) $(PROGRAMS)
	@sh tests/run.sh $(B) $(TESTS)
# What has threads: for SAN=thread.
THREADED := $(patsubst %,$(B)/tests/server_%,writer pool http http_time session sync mail_real)
test-threads: test-deps $(THREADED) $(B)/haven-mail
	@sh tests/run.sh $(B) $(THREADED)
test-whole: test-deps $(PROGRAMS) $(FAULT) $(B)/situations
	@sh tests/run.sh $(B) $(sort $(wildcard tests/whole/*.sh))
$(B)/situations: tests/situations.c $(B)/libserver.a $(B)/libcommon.a
	$(CC) $(ALLC) -Iserver $(CF_SERVER) $(ALLLD) -o $@ $< $(B)/libserver.a $(B)/libcommon.a $(LD_SERVER)
# Each protection taken out once, and its test seen to fail; ONLY="NAME..." for some.
mutants: test-deps
	@sh tests/mutants.sh $(ONLY)
test-deps:
	@sh tests/deps.sh $(DEPS_TEST)
$(TESTS): | test-deps

# Rewrite what tests compare with; read the difference before you commit it.
goldens: export GOLDEN = write
goldens: test-units
audit: export GOLDEN = write
audit: $(B)/tests/common_rights $(B)/tests/server_access
	$(B)/tests/common_rights && $(B)/tests/server_access
	@cat tests/golden/rights.txt

# ---- what is kept by the machine ----
lint: lint-deps
	@sh tests/lint.sh
lint-deps:
	@sh tests/deps.sh $(DEPS_LINT)
layers:
	@sh tests/layers.sh

# ---- documents made from tables ----
docs: $(B)/gen_docs
	$(B)/gen_docs .
docs-check: $(B)/gen_docs
	@rm -rf $(B)/docs && mkdir -p $(B)/docs/docs
	@cp docs/*.[158] $(B)/docs/docs/
	@$(B)/gen_docs $(B)/docs
	@for f in config.example $(patsubst %,docs/%,haven.1 havend.8 haven.conf.5 openapi.json KINDS.md); do \
		diff -u $$f $(B)/docs/$$f || { echo "$$f is stale: make docs"; exit 1; }; done
	@echo "documents agree with the tables"
$(B)/gen_docs: tests/gen/gen_docs.c $(B)/libserver.a $(B)/libtui.a $(B)/libcommon.a
	$(CC) $(ALLC) -Iserver -Itui $(CF_SERVER) $(ALLLD) -o $@ $< $(B)/libserver.a \
	    $(B)/libtui.a $(B)/libcommon.a $(LD_SERVER) $(LD_TUI)

# ---- fuzz: libFuzzer targets, each for SECONDS ----
SECONDS ?= 60
FUZZ := $(patsubst tests/fuzz/%.c,build/fuzz/%,$(wildcard tests/fuzz/fuzz_*.c))
fuzz: fuzz-deps $(FUZZ)
	@sh tests/fuzz.sh $(SECONDS) $(FUZZ)
fuzz-deps:
	@sh tests/deps.sh $(DEPS_FUZZ)
FUZZ_CC := clang -std=c17 -D_GNU_SOURCE -g -O1 -fno-sanitize-recover=all -MMD -MP \
           -Icommon -Itui -Iserver $(CF_SERVER) $(CF_TUI)
FUZZ_O  := $(patsubst %.c,build/fuzz/obj/%.o,$(filter-out %/main.c tui/net_main.c, \
           $(wildcard common/*.c tui/*.c server/*.c)))
build/fuzz/obj/%.o: %.c | fuzz-deps
	@mkdir -p $(@D)
	$(FUZZ_CC) -fsanitize=fuzzer-no-link,address,undefined -c -o $@ $<
build/fuzz/all.a: $(FUZZ_O)
	@rm -f $@
	ar rcs $@ $^
build/fuzz/%: tests/fuzz/%.c build/fuzz/all.a
	$(FUZZ_CC) -fsanitize=fuzzer,address,undefined -o $@ $< build/fuzz/all.a $(LD_SERVER) $(LD_TUI)
-include $(wildcard build/fuzz/obj/*/*.d)

# ---- bench: every figure beside its floor ----
BENCH   := $(patsubst tests/bench/%.c,$(B)/bench/%,$(wildcard tests/bench/bench_*.c))
FLOORS  := $(patsubst tests/bench/%.c,$(B)/bench/%,$(wildcard tests/bench/floor_*.c))
BENCH_O := $(patsubst %,$(B)/bench/%.o,bench pts pts_device pts_office fill frame_office office office_process load)
BENCH_CC = $(CC) $(ALLC) -Itests -Itests/bench
bench-programs: $(PROGRAMS) $(FLOORS) $(BENCH) $(B)/bench/slow_disk.so
bench: test-deps bench-programs
	@sh tests/bench/run.sh $(BENCH)
$(BENCH_O): $(B)/bench/%.o: tests/bench/%.c
	@mkdir -p $(@D)
	$(BENCH_CC) $(CF_SERVER) -c -o $@ $<
# A library, so that a bench has no library open that it does not use: what it has
# open is warm, and shared, for the program it measures.
$(B)/bench/libbench.a: $(BENCH_O)
	@rm -f $@
	ar rcs $@ $^
$(filter-out $(B)/bench/bench_stats,$(BENCH)): $(B)/bench/%: tests/bench/%.c $(B)/bench/libbench.a $(B)/libtui.a $(B)/libcommon.a
	$(BENCH_CC) -Itui $(CF_TUI) $(ALLLD) -o $@ $< $(B)/bench/libbench.a $(B)/libtui.a $(B)/libcommon.a \
	    $(LD_SERVER) $(LD_TUI)
# The one that counts at the office itself.
$(B)/bench/bench_stats: tests/bench/bench_stats.c $(B)/bench/libbench.a $(B)/libserver.a $(B)/libcommon.a
	@mkdir -p $(@D)
	$(BENCH_CC) -Iserver $(CF_SERVER) $(ALLLD) -o $@ $< $(B)/bench/libbench.a $(B)/libserver.a \
	    $(B)/libcommon.a $(LD_SERVER)
# bench_wire.c sees the JSON that goes over the line.
$(B)/bench/bench_wire: ALLLD += -Wl,--wrap=wire_pack,--wrap=wire_unpack
# A floor is linked with what it uses and nothing more (--as-needed).
$(FLOORS): $(B)/bench/%: tests/bench/%.c
	@mkdir -p $(@D)
	$(BENCH_CC) $(CF_SERVER) $(CF_TUI) $(CF_NET) $(CF_PRESS) $(ALLLD) -o $@ $< $(LD_SERVER) $(LD_TUI) $(LD_NET) $(LD_PRESS)

$(B)/bench/slow_disk.so: tests/bench/slow_disk.c
	@mkdir -p $(@D)
	$(BENCH_CC) -fPIC -shared -o $@ $<

# ---- install ----
BINDIR := $(DESTDIR)$(PREFIX)/bin
LIBEXEC := $(DESTDIR)$(PREFIX)/libexec/haven
MANDIR := $(DESTDIR)$(PREFIX)/share/man
install: all
	install -d $(BINDIR) $(LIBEXEC) $(MANDIR)/man1 $(MANDIR)/man5 $(MANDIR)/man8 \
	    $(DESTDIR)$(PREFIX)/share/doc/haven
	install -m 755 $(B)/haven $(B)/havend $(BINDIR)/
	install -m 755 $(B)/haven-net $(B)/haven-mail $(B)/haven-press $(LIBEXEC)/
	install -m 644 docs/haven.1 $(MANDIR)/man1/
	install -m 644 docs/haven.conf.5 $(MANDIR)/man5/
	install -m 644 docs/havend.8 $(MANDIR)/man8/
	install -m 644 config.example $(DESTDIR)$(PREFIX)/share/doc/haven/

deps:
	@sh tests/deps.sh $(DEPS_BUILD) $(DEPS_TEST) $(DEPS_LINT) $(DEPS_FUZZ)
format:
	clang-format -i $$(git ls-files '*.c' '*.h')
clean:
	rm -rf build

-include $(wildcard $(B)/*/*.d)

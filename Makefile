# haven: make run, make test, make install. Everything built is under build/.
# Other targets: bench lint layers docs-check docs goldens audit fuzz clean.
# SAN=address,undefined or SAN=thread builds with sanitizers, in its own folder.

PREFIX  ?= /usr/local
DESTDIR ?=
CC      ?= gcc
SAN     ?=
B       ?= build$(if $(SAN),/san-$(subst $(comma),-,$(SAN)))
comma   := ,

PKG_COMMON := libcjson libsodium libutf8proc inih libzstd
PKG_SERVER := libmicrohttpd gnutls sqlite3
PKG_TUI    := ncursesw sqlite3
PKG_NET    := libcurl

WARN    := -Wall -Wextra -Wpedantic -Wshadow -Wvla -Werror \
           -Wstrict-prototypes -Wmissing-prototypes
HARD    := -D_FORTIFY_SOURCE=2 -fstack-protector-strong -fPIE
CFLAGS  ?= -O2 -g
ALLC    := -std=c17 -D_GNU_SOURCE $(WARN) $(CFLAGS) -MMD -MP -Icommon \
           $(if $(SAN),-fsanitize=$(SAN) -fno-sanitize-recover=all \
           -fno-omit-frame-pointer,$(HARD))
ALLLD   := $(if $(SAN),-fsanitize=$(SAN),-pie -Wl$(comma)-z$(comma)relro$(comma)-z$(comma)now) \
           -pthread $(LDFLAGS)

# pkg-config is asked once a build, and only when something is built.
cflags = $(shell pkg-config --cflags $(1) 2>/dev/null)
libs   = $(shell pkg-config --libs $(1) 2>/dev/null)
CF_COMMON := $(call cflags,$(PKG_COMMON))
CF_SERVER := $(call cflags,$(PKG_COMMON) $(PKG_SERVER))
CF_TUI    := $(call cflags,$(PKG_COMMON) $(PKG_TUI))
CF_NET    := $(call cflags,$(PKG_COMMON) $(PKG_NET))
LD_SERVER := $(call libs,$(PKG_COMMON) $(PKG_SERVER)) -lm
LD_TUI    := $(call libs,$(PKG_COMMON) $(PKG_TUI)) -lm
LD_NET    := $(call libs,$(PKG_NET))

# common is a library; server and tui are one too, but for their main file, so
# that tests link them. net_*.c is haven-net and nothing else.
COMMON_O := $(patsubst %.c,$(B)/%.o,$(wildcard common/*.c))
SERVER_O := $(patsubst %.c,$(B)/%.o,$(filter-out server/main.c,$(wildcard server/*.c)))
NET_C    := tui/net_main.c tui/net_frame.c
TUI_O    := $(patsubst %.c,$(B)/%.o,$(filter-out tui/main.c tui/net_main.c,$(wildcard tui/*.c)))

TEST_COMMON := $(patsubst %.c,$(B)/%,$(wildcard tests/common_*.c))
TEST_SERVER := $(patsubst %.c,$(B)/%,$(wildcard tests/server_*.c))
TEST_TUI    := $(patsubst %.c,$(B)/%,$(wildcard tests/tui_*.c))
TESTS       := $(TEST_COMMON) $(TEST_SERVER) $(TEST_TUI)
PROGRAMS    := $(B)/haven $(B)/haven-net $(B)/havend

.DELETE_ON_ERROR:
.SUFFIXES:
.PHONY: all deps run test test-units test-whole bench lint layers docs docs-check goldens audit \
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
$(B)/tui/%.o: tui/%.c
	@mkdir -p $(@D)
	$(CC) $(ALLC) -Itui $(CF_TUI) -c -o $@ $<

$(B)/libcommon.a: $(COMMON_O)
	@rm -f $@
	ar rcs $@ $^
$(B)/libserver.a: $(SERVER_O)
	@rm -f $@
	ar rcs $@ $^
$(B)/libtui.a: $(TUI_O)
	@rm -f $@
	ar rcs $@ $^

$(B)/havend: $(B)/server/main.o $(B)/libserver.a $(B)/libcommon.a
	$(CC) $(ALLLD) -o $@ $^ $(LD_SERVER)
$(B)/haven: $(B)/tui/main.o $(B)/libtui.a $(B)/libcommon.a
	$(CC) $(ALLLD) -o $@ $^ $(LD_TUI)
$(B)/haven-net: $(patsubst %.c,$(B)/%.o,$(NET_C)) $(B)/libcommon.a
	$(CC) $(ALLLD) -o $@ $^ $(LD_NET) $(call libs,$(PKG_COMMON))

$(TEST_COMMON): $(B)/tests/%: tests/%.c $(B)/libcommon.a
	@mkdir -p $(@D)
	$(CC) $(ALLC) -Itests $(CF_COMMON) $(ALLLD) -o $@ $< $(B)/libcommon.a $(LD_SERVER) -lcmocka
$(TEST_SERVER): $(B)/tests/%: tests/%.c $(B)/libserver.a $(B)/libcommon.a
	@mkdir -p $(@D)
	$(CC) $(ALLC) -Itests -Iserver $(CF_SERVER) $(ALLLD) -o $@ $< $(B)/libserver.a $(B)/libcommon.a $(LD_SERVER) $(LD_NET) -lcmocka
$(TEST_TUI): $(B)/tests/%: tests/%.c $(B)/libtui.a $(B)/libcommon.a
	@mkdir -p $(@D)
	$(CC) $(ALLC) -Itests -Itui $(CF_TUI) $(ALLLD) -o $@ $< $(B)/libtui.a $(B)/libcommon.a $(LD_TUI) -lcmocka

format:
	clang-format -i $$(git ls-files '*.c' '*.h')
clean:
	rm -rf build

-include $(wildcard $(B)/*/*.d)

/* access_requests.h - for access_kinds.h: what a request and an incident say (A1, A4). */
#ifndef HAVEN_ACCESS_REQUESTS_H
#define HAVEN_ACCESS_REQUESTS_H

#define ACCESS_REQUESTS                                                        \
	{ "request", "{\"what\":\"access\",\"asks\":\"All.\",\"received\":"    \
		     "\"2026-01-05\",\"how\":\"letter\",\"who\":\"child\","    \
		     "\"standing\":\"self\",\"identity\":\"known\",\"safe\":"  \
		     "\"x\"}" },                                               \
	    { "request_stop",                                                  \
		    "{\"request\":\"$request\",\"why\":\"sought\",\"on\":"     \
		    "\"2026-01-06\",\"words\":\"x\"}" },                       \
	    { "request_start",                                                 \
		    "{\"request\":\"$request\",\"why\":\"sought\",\"on\":"     \
		    "\"2026-01-07\",\"words\":\"x\"}" },                       \
	    { "request_longer",                                                \
		    "{\"request\":\"$request\",\"why\":\"complex\","           \
		    "\"words\":\"x\",\"on\":\"2026-01-08\",\"how\":\"x\"}" },  \
	    { "request_view", "{\"request\":\"$request\",\"view\":\"agrees\"," \
			      "\"words\":\"x\",\"on\":\"2026-01-08\"}" },      \
	    { "request_item",                                                  \
		    "{\"request\":\"$request\",\"record\":\"$adult\","         \
		    "\"version\":1,\"what\":\"release\"}" },                   \
	    { "request_ready", "{\"request\":\"$request\"}" },                 \
	    { "request_copy", "-" },                                           \
	    { "request_check", "{\"copy\":\"$copy\",\"what\":\"good\"}" },     \
	    { "request_answer",                                                \
		    "{\"request\":\"$request\",\"what\":\"withdrawn\","        \
		    "\"reasons\":\"x\",\"on\":\"2026-01-09\"}" },              \
	    { "wrong_send",                                                    \
		    "{\"what\":\"letter\",\"words\":\"x\",\"to\":\"x\","       \
		    "\"noticed\":\"2026-01-09T09:00\",\"recall\":\"failed\","  \
		    "\"risk\":\"unlikely\",\"risk_words\":\"x\","              \
		    "\"regulator\":\"not_told\",\"regulator_why\":\"x\","      \
		    "\"family\":\"told\",\"family_words\":\"x\"}" },           \
	{                                                                      \
		"wrong_end", "{\"incident\":\"$wrong\",\"learned\":\"x\"}"     \
	}

#define ACCESS_REVIEW \
	"{\"decision\":\"keep\",\"until\":\"2030-05-01\",\"reason\":\"x\"}"

#define ACCESS_COPY                                                       \
	"{\"ready\":\"$ready\",\"made\":\"2026-01-09T10:00\",\"change\":" \
	"1,\"looks\":1,\"hash\":\"00\"}"

#endif

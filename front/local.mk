# SPDX-License-Identifier: Apache-2.0
# Everything but main.c: the unit tests link what we ship.
noinst_LIBRARIES += %D%/libfront.a
%C%_libfront_a_SOURCES = \
	%D%/command.c \
	%D%/completion-bash.c \
	%D%/completion-fish.c \
	%D%/completion-zsh.c \
	%D%/completion.c \
	%D%/completion.h \
	%D%/execute.c \
	%D%/execute.h \
	%D%/front.h \
	%D%/grants.c \
	%D%/grants.h \
	%D%/help.c \
	%D%/layer.c \
	%D%/layer.h \
	%D%/learn.c \
	%D%/option.def \
	%D%/policy.c \
	%D%/policy.h \
	%D%/prepare.c \
	%D%/prepare.h \
	%D%/profile-init.c \
	%D%/profile-show.c \
	%D%/profile.c \
	%D%/profile.def \
	%D%/profile.h \
	%D%/run.c \
	%D%/self-forget.c \
	%D%/self.c \
	%D%/self.h \
	%D%/settle.c \
	%D%/settle.h \
	%D%/setup-show.c \
	%D%/setup.c \
	%D%/setup.h \
	%D%/shell.c \
	%D%/state.c \
	%D%/state.h \
	%D%/terminal.c \
	%D%/terminal.h \
	%D%/trace.c \
	%D%/trust.c \
	%D%/verb.def \
	%D%/watch.c \
	%D%/watch.h \
	%D%/why-show.c \
	%D%/why.c \
	%D%/why.h

bin_PROGRAMS += %D%/nono
%C%_nono_SOURCES = %D%/main.c
%C%_nono_LDADD = %D%/libfront.a $(TRACE_LIB) $(NONO_LIBS) $(YAML_LIBS) $(JANSSON_LIBS)

# The program writes them itself, so that they have the options that it has.  Where it is for another
# machine, as much of it as that takes is compiled for this one: the linker leaves out the functions
# that are not called, and with them what they need.
COMPLETER_C = %D%/completer.c %D%/command.c %D%/completion-bash.c %D%/completion-fish.c \
	%D%/completion-zsh.c %D%/completion.c %D%/profile.c compiler/arena.c compiler/eval.c \
	compiler/options.c compiler/render.c compiler/suggest.c compiler/utf8.c
EXTRA_DIST += %D%/completer.c
CLEANFILES += %D%/completer
%D%/completer: $(COMPLETER_C) %D%/option.def %D%/profile.def %D%/verb.def compiler/op.def \
	compiler/option.def compiler/verb.def
	$(AM_V_CCLD)$(MKDIR_P) %D% && cd $(srcdir) && $(CC_FOR_BUILD) -std=c17 $(AM_CPPFLAGS) -I. \
		-ffunction-sections -fdata-sections -Wl,--gc-sections -o $(abs_builddir)/$@ \
		$(COMPLETER_C)
check_DATA = %D%/completer
if CROSS_COMPILING
COMPLETER = %D%/completer
else
COMPLETER = %D%/nono$(EXEEXT)
endif

bashcompletiondir = $(datadir)/bash-completion/completions
zshcompletiondir = $(datadir)/zsh/site-functions
fishcompletiondir = $(datadir)/fish/vendor_completions.d
nodist_bashcompletion_DATA = %D%/completions/nono %D%/completions/nono-exec \
	%D%/completions/nono-trace %D%/completions/nonoc
nodist_zshcompletion_DATA = %D%/completions/_nono %D%/completions/_nono-exec \
	%D%/completions/_nono-trace %D%/completions/_nonoc
nodist_fishcompletion_DATA = %D%/completions/nono.fish %D%/completions/nono-exec.fish \
	%D%/completions/nono-trace.fish %D%/completions/nonoc.fish
COMPLETIONS = $(nodist_bashcompletion_DATA) $(nodist_zshcompletion_DATA) \
	$(nodist_fishcompletion_DATA)
CLEANFILES += $(COMPLETIONS)
$(COMPLETIONS): $(COMPLETER)
	$(AM_V_GEN)$(MKDIR_P) %D%/completions && \
	case $@ in *.fish) shell=fish ;; */_*) shell=zsh ;; *) shell=bash ;; esac && \
	program=$${@##*/} && program=$${program#_} && program=$${program%.fish} && \
	./$(COMPLETER) completion $$shell $$program >$@.tmp && mv -f $@.tmp $@

# SPDX-License-Identifier: Apache-2.0
# The shipped groups and profiles, built into nonoc.
stdlib_files = \
	%D%/groups/cc_runtime.yaml \
	%D%/groups/claude_cache_linux.yaml \
	%D%/groups/claude_code_linux.yaml \
	%D%/groups/claude_code_macos.yaml \
	%D%/groups/codex_macos.yaml \
	%D%/groups/dangerous_commands.yaml \
	%D%/groups/dangerous_commands_linux.yaml \
	%D%/groups/dangerous_commands_macos.yaml \
	%D%/groups/deny_browser_data_linux.yaml \
	%D%/groups/deny_browser_data_macos.yaml \
	%D%/groups/deny_credentials.yaml \
	%D%/groups/deny_keychains_linux.yaml \
	%D%/groups/deny_keychains_macos.yaml \
	%D%/groups/deny_macos_private.yaml \
	%D%/groups/deny_shell_configs.yaml \
	%D%/groups/deny_shell_history.yaml \
	%D%/groups/deny_sockets.yaml \
	%D%/groups/git_config.yaml \
	%D%/groups/go_runtime.yaml \
	%D%/groups/go_runtime_linux.yaml \
	%D%/groups/go_runtime_macos.yaml \
	%D%/groups/homebrew_linux.yaml \
	%D%/groups/homebrew_macos.yaml \
	%D%/groups/java_runtime.yaml \
	%D%/groups/linux_runtime_state.yaml \
	%D%/groups/linux_sysfs_read.yaml \
	%D%/groups/linux_temp_read.yaml \
	%D%/groups/nix_runtime.yaml \
	%D%/groups/node_runtime.yaml \
	%D%/groups/opencode_linux.yaml \
	%D%/groups/proc_read.yaml \
	%D%/groups/protect_nono.yaml \
	%D%/groups/python_runtime.yaml \
	%D%/groups/rust_runtime.yaml \
	%D%/groups/shared_memory_linux.yaml \
	%D%/groups/system_read_linux_core.yaml \
	%D%/groups/system_read_macos.yaml \
	%D%/groups/system_write_linux.yaml \
	%D%/groups/system_write_macos.yaml \
	%D%/groups/unlink_protection.yaml \
	%D%/groups/user_caches_linux.yaml \
	%D%/groups/user_caches_macos.yaml \
	%D%/groups/user_lookup.yaml \
	%D%/groups/user_tools.yaml \
	%D%/groups/vscode_linux.yaml \
	%D%/groups/vscode_macos.yaml \
	%D%/profiles/claude-code.yaml \
	%D%/profiles/codex.yaml \
	%D%/profiles/data-analysis.yaml \
	%D%/profiles/default.yaml \
	%D%/profiles/go-dev.yaml \
	%D%/profiles/java-dev.yaml \
	%D%/profiles/linux-host-compat.yaml \
	%D%/profiles/node-dev.yaml \
	%D%/profiles/openclaw.yaml \
	%D%/profiles/opencode.yaml \
	%D%/profiles/python-dev.yaml \
	%D%/profiles/rust-dev.yaml \
	%D%/profiles/swival.yaml
stdlib_embed = %D%/embed.awk
stdlib_lists = \
	%D%/lists/broad.yaml \
	%D%/lists/persistence.yaml \
	%D%/lists/replaced.yaml \
	%D%/lists/secrets.yaml \
	%D%/lists/sockets.yaml
stdlib_list = %D%/lists.awk
stdlib_base = %D%/seatbelt/base.sb
stdlib_lines = %D%/base.awk
EXTRA_DIST += $(stdlib_files) $(stdlib_embed) $(stdlib_lists) $(stdlib_list) $(stdlib_base) \
	$(stdlib_lines)

noinst_LIBRARIES += %D%/libstdlib.a
%C%_libstdlib_a_SOURCES =
nodist_%C%_libstdlib_a_SOURCES = %D%/base.c %D%/builtin.c %D%/listed.c
CLEANFILES += %D%/base.c %D%/builtin.c %D%/listed.c

# The files are named from $(srcdir), so that their text cannot depend on where it is built.
%D%/builtin.c: $(stdlib_files) $(stdlib_embed)
	$(AM_V_GEN)$(MKDIR_P) %D% && \
	(cd $(srcdir) && LC_ALL=C $(AWK) -f $(stdlib_embed) $(stdlib_files)) >$@.tmp && \
	mv -f $@.tmp $@

%D%/listed.c: $(stdlib_lists) $(stdlib_list)
	$(AM_V_GEN)$(MKDIR_P) %D% && \
	(cd $(srcdir) && LC_ALL=C $(AWK) -f $(stdlib_list) $(stdlib_lists)) >$@.tmp && \
	mv -f $@.tmp $@

%D%/base.c: $(stdlib_base) $(stdlib_lines)
	$(AM_V_GEN)$(MKDIR_P) %D% && \
	(cd $(srcdir) && LC_ALL=C $(AWK) -f $(stdlib_lines) $(stdlib_base)) >$@.tmp && \
	mv -f $@.tmp $@

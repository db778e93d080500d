# SPDX-License-Identifier: Apache-2.0
# All that `make check` runs: one row a test, sorted, so that many hands can add at once.

# Check programs: tests/unit/NAME.c becomes tests/unit/NAME.
UNIT_TESTS = \
	%D%/unit/access \
	%D%/unit/algebra \
	%D%/unit/algebra-mutant \
	%D%/unit/arena \
	%D%/unit/blob \
	%D%/unit/capability \
	%D%/unit/cases \
	%D%/unit/check \
	%D%/unit/compose \
	%D%/unit/diag \
	%D%/unit/eval-move \
	%D%/unit/filter \
	%D%/unit/front \
	%D%/unit/hostile \
	%D%/unit/json \
	%D%/unit/judge \
	%D%/unit/key \
	%D%/unit/library \
	%D%/unit/lower \
	%D%/unit/normalise \
	%D%/unit/path \
	%D%/unit/policy \
	%D%/unit/property \
	%D%/unit/sbpl \
	%D%/unit/seatbelt \
	%D%/unit/selftest-rulesets \
	%D%/unit/setup \
	%D%/unit/source \
	%D%/unit/trace \
	%D%/unit/when \
	%D%/unit/yaml
check_PROGRAMS += $(UNIT_TESTS)
EXTRA_DIST += %D%/unit/run.h
# Policies written for a test, or drawn at random.
IR_TEXT = %D%/unit/ir-text.c %D%/unit/ir-text.h %D%/random.c %D%/random.h
%C%_unit_algebra_SOURCES = %D%/unit/algebra.c %D%/unit/algebra-random.c \
	%D%/unit/algebra-world.c %D%/unit/algebra-world.h $(IR_TEXT)
# The same, with an algebra that can err.
%C%_unit_algebra_mutant_SOURCES = $(%C%_unit_algebra_SOURCES) \
	compiler/algebra.c compiler/algebra-files.c compiler/algebra-hash.c \
	compiler/algebra-network.c compiler/algebra-variables.c
%C%_unit_algebra_mutant_CPPFLAGS = $(AM_CPPFLAGS) -DALGEBRA_MUTATIONS
%C%_unit_blob_SOURCES = %D%/unit/blob.c $(IR_TEXT)
%C%_unit_check_SOURCES = %D%/unit/check.c $(IR_TEXT)
%C%_unit_compose_SOURCES = %D%/unit/compose.c %D%/unit/world.c %D%/unit/world.h
%C%_unit_front_LDADD = front/libfront.a $(TRACE_LIB) $(LDADD)
%C%_unit_hostile_SOURCES = %D%/unit/hostile.c %D%/unit/make-blob.c %D%/unit/make-blob.h
%C%_unit_json_SOURCES = %D%/unit/json.c %D%/unit/reading.c %D%/unit/reading.h
%C%_unit_judge_SOURCES = %D%/unit/judge.c $(IR_TEXT)
%C%_unit_key_SOURCES = %D%/unit/key.c %D%/unit/world.c %D%/unit/world.h
%C%_unit_lower_SOURCES = %D%/unit/lower.c %D%/unit/world.c %D%/unit/world.h
%C%_unit_normalise_SOURCES = %D%/unit/normalise.c $(IR_TEXT)
%C%_unit_policy_SOURCES = %D%/unit/policy.c $(IR_TEXT)
%C%_unit_property_SOURCES = %D%/unit/property.c $(IR_TEXT)
%C%_unit_sbpl_SOURCES = %D%/unit/sbpl.c %D%/unit/reading.c %D%/unit/reading.h
%C%_unit_seatbelt_SOURCES = %D%/unit/seatbelt.c $(IR_TEXT)
%C%_unit_selftest_rulesets_SOURCES = %D%/unit/selftest-rulesets.c \
	%D%/selftests/ruleset.c %D%/selftests/ruleset.h
%C%_unit_setup_LDADD = front/libfront.a $(TRACE_LIB) $(LDADD)
%C%_unit_trace_SOURCES = %D%/unit/trace.c $(IR_TEXT)
%C%_unit_trace_LDADD = $(TRACE_LIB) $(LDADD)
%C%_unit_when_SOURCES = %D%/unit/when.c %D%/unit/world.c %D%/unit/world.h
%C%_unit_yaml_SOURCES = %D%/unit/yaml.c %D%/unit/reading.c %D%/unit/reading.h

# As a program outside would: from nono.h and libnono alone.
%C%_unit_library_LDADD = library/libnono.a $(YAML_LIBS) $(JANSSON_LIBS) $(CHECK_LIBS) -lpthread
check_PROGRAMS += %D%/library/beside %D%/library/host %D%/library/memory
TESTS += %D%/library/beside %D%/library/host %D%/library/memory
%C%_library_beside_LDADD = library/libnono.a $(YAML_LIBS) $(JANSSON_LIBS)
%C%_library_host_LDADD = $(%C%_unit_library_LDADD)
%C%_library_memory_LDFLAGS = $(AM_LDFLAGS) \
	-Wl,--wrap=malloc -Wl,--wrap=calloc -Wl,--wrap=realloc
%C%_library_memory_LDADD = library/libnono.a $(YAML_LIBS) $(JANSSON_LIBS)

# Fuzz targets, run here on their corpus and on seeded mutations: SEED=n RUNS=n prolong or replay.
# A fuzzer's own main() comes before the runner's, which is in a library.
FUZZERS = %D%/fuzz/blob %D%/fuzz/edit %D%/fuzz/json %D%/fuzz/layout %D%/fuzz/policy \
	%D%/fuzz/profile %D%/fuzz/sbpl %D%/fuzz/trace %D%/fuzz/yaml
check_PROGRAMS += $(FUZZERS)
TESTS += $(FUZZERS)
FUZZ_READER = %D%/fuzz/reader.c %D%/fuzz/reader.h %D%/fuzz/target.h
FUZZ_LIBS = %D%/fuzz/librunner.a $(LDADD)
check_LIBRARIES += %D%/fuzz/librunner.a
%C%_fuzz_librunner_a_SOURCES = %D%/fuzz/runner.c %D%/fuzz/target.h
%C%_fuzz_blob_SOURCES = %D%/fuzz/blob.c %D%/fuzz/blob-mutate.c %D%/fuzz/played.c \
	%D%/fuzz/played.h $(FUZZ_READER) %D%/unit/fake-kernel.c %D%/unit/fake-kernel.h \
	%D%/unit/make-blob.c %D%/unit/make-blob.h
%C%_fuzz_blob_CPPFLAGS = $(AM_CPPFLAGS) -DSYS_FAKE
%C%_fuzz_blob_LDADD = $(LOADER_FAKE) $(FUZZ_LIBS)
%C%_fuzz_edit_SOURCES = %D%/fuzz/edit.c $(FUZZ_READER)
%C%_fuzz_edit_LDADD = $(FUZZ_LIBS)
%C%_fuzz_json_SOURCES = %D%/fuzz/json.c $(FUZZ_READER)
%C%_fuzz_json_LDADD = $(FUZZ_LIBS)
%C%_fuzz_layout_SOURCES = %D%/fuzz/layout.c $(FUZZ_READER)
%C%_fuzz_layout_LDADD = $(FUZZ_LIBS)
%C%_fuzz_policy_SOURCES = %D%/fuzz/policy.c $(FUZZ_READER)
%C%_fuzz_policy_LDADD = $(FUZZ_LIBS)
%C%_fuzz_profile_SOURCES = %D%/fuzz/profile.c $(FUZZ_READER)
%C%_fuzz_profile_LDADD = $(FUZZ_LIBS)
%C%_fuzz_sbpl_SOURCES = %D%/fuzz/sbpl.c $(FUZZ_READER)
%C%_fuzz_sbpl_LDADD = $(FUZZ_LIBS)
%C%_fuzz_trace_SOURCES = %D%/fuzz/trace.c $(FUZZ_READER)
%C%_fuzz_trace_LDADD = $(FUZZ_LIBS)
%C%_fuzz_yaml_SOURCES = %D%/fuzz/yaml.c $(FUZZ_READER)
%C%_fuzz_yaml_LDADD = $(FUZZ_LIBS)

# `make fuzz`: FUZZ_SECONDS, FUZZ_TARGETS, FUZZ_ENGINES and FUZZ_JOBS are in fuzz.sh.
EXTRA_PROGRAMS += %D%/fuzz/meter
%C%_fuzz_meter_LDADD =
CLEANFILES += %D%/fuzz/meter
EXTRA_DIST += %D%/fuzz/fuzz.sh %D%/fuzz/log.tsv %D%/fuzz/corpus %D%/fuzz/kept \
	%D%/fuzz/blob.dict %D%/fuzz/json.dict %D%/fuzz/policy.dict %D%/fuzz/sbpl.dict \
	%D%/fuzz/yaml.dict
fuzz: %D%/fuzz/meter
	$(AM_TESTS_ENVIRONMENT) $(abs_srcdir)/%D%/fuzz/fuzz.sh
# What a fuzzer's build makes; the headers first, which nothing but `make all` waits for.
fuzz-programs: $(BUILT_SOURCES)
	$(MAKE) $(FUZZERS)
.PHONY: fuzz fuzz-programs

# Seeded profiles, compiled under two names.
check_PROGRAMS += %D%/fuzz/rename
TESTS += %D%/fuzz/rename
%C%_fuzz_rename_SOURCES = %D%/fuzz/rename.c %D%/random.c %D%/random.h

# nono-exec for macOS, with what it asks of the system answered by a fake.
check_PROGRAMS += %D%/darwin/nono-exec %D%/darwin/resum
%C%_darwin_resum_SOURCES = %D%/darwin/resum.c
%C%_darwin_resum_LDADD = runtime/libruntime.a
%C%_darwin_nono_exec_SOURCES = $(RUNTIME_MACOS) %D%/darwin/fake.c \
	%D%/darwin/include/fcntl.h %D%/darwin/include/libproc.h %D%/darwin/include/unistd.h
%C%_darwin_nono_exec_CPPFLAGS = -I$(srcdir)/%D%/darwin/include $(AM_CPPFLAGS) -DRUNTIME_DARWIN
%C%_darwin_nono_exec_LDADD =

# The loader's, on a played kernel.
check_PROGRAMS += %D%/unit/runtime-abi %D%/unit/runtime-carried %D%/unit/runtime-hygiene \
	%D%/unit/runtime-loader %D%/unit/runtime-paths %D%/unit/runtime-view %D%/unit/sandbox
TESTS += %D%/unit/runtime-abi %D%/unit/runtime-carried %D%/unit/runtime-hygiene \
	%D%/unit/runtime-loader %D%/unit/runtime-paths %D%/unit/runtime-view %D%/unit/sandbox
LOADER_WORLD = %D%/unit/fake-kernel.c %D%/unit/fake-kernel.h %D%/unit/loader-world.c \
	%D%/unit/loader-world.h %D%/unit/make-blob.c %D%/unit/make-blob.h
%C%_unit_runtime_abi_SOURCES = %D%/unit/runtime-abi.c $(LOADER_WORLD) %D%/random.c %D%/random.h
%C%_unit_runtime_abi_CPPFLAGS = $(AM_CPPFLAGS) -DSYS_FAKE
%C%_unit_runtime_abi_LDADD = runtime/libruntime-fake.a $(CHECK_LIBS)
%C%_unit_runtime_carried_SOURCES = %D%/unit/runtime-carried.c
%C%_unit_runtime_carried_LDADD = runtime/libruntime.a $(CHECK_LIBS)
%C%_unit_runtime_hygiene_SOURCES = %D%/unit/runtime-hygiene.c $(LOADER_WORLD)
%C%_unit_runtime_hygiene_CPPFLAGS = $(AM_CPPFLAGS) -DSYS_FAKE
%C%_unit_runtime_hygiene_LDADD = runtime/libruntime-fake.a $(CHECK_LIBS)
%C%_unit_runtime_loader_SOURCES = %D%/unit/runtime-loader.c $(LOADER_WORLD)
%C%_unit_runtime_loader_CPPFLAGS = $(AM_CPPFLAGS) -DSYS_FAKE
%C%_unit_runtime_loader_LDADD = runtime/libruntime-fake.a $(CHECK_LIBS)
%C%_unit_runtime_paths_SOURCES = %D%/unit/runtime-paths.c $(LOADER_WORLD)
%C%_unit_runtime_paths_CPPFLAGS = $(AM_CPPFLAGS) -DSYS_FAKE
%C%_unit_runtime_paths_LDADD = runtime/libruntime-fake.a $(CHECK_LIBS)
%C%_unit_runtime_view_SOURCES = %D%/unit/runtime-view.c %D%/unit/make-blob.c %D%/unit/make-blob.h
%C%_unit_runtime_view_LDADD = runtime/libruntime.a $(CHECK_LIBS)
%C%_unit_sandbox_SOURCES = %D%/unit/sandbox.c %D%/unit/make-blob.c %D%/unit/make-blob.h
%C%_unit_sandbox_LDADD = $(SANDBOX) runtime/libruntime.a $(CHECK_LIBS) -lpthread

# Programs that the scripts below start: tests/PATH.c becomes tests/PATH.
check_PROGRAMS += %D%/abi/played
%C%_abi_played_SOURCES = %D%/abi/played.c %D%/unit/fake-kernel.c %D%/unit/fake-kernel.h
%C%_abi_played_CPPFLAGS = $(AM_CPPFLAGS) -DSYS_FAKE
%C%_abi_played_LDADD = runtime/libruntime-fake.a
check_PROGRAMS += %D%/landlock-abi
%C%_landlock_abi_LDADD =
check_PROGRAMS += %D%/enforce/blob
%C%_enforce_blob_SOURCES = %D%/enforce/blob.c %D%/unit/make-blob.c %D%/unit/make-blob.h
%C%_enforce_blob_LDADD = runtime/libruntime.a
check_PROGRAMS += %D%/enforce/attack
%C%_enforce_attack_SOURCES = %D%/enforce/attack.c %D%/enforce/attack.h \
	%D%/enforce/attack-file.c %D%/enforce/attack-process.c
%C%_enforce_attack_CFLAGS = $(BASE_CFLAGS)
%C%_enforce_attack_LDFLAGS = -static
%C%_enforce_attack_LDADD =
check_PROGRAMS += %D%/enforce/fault %D%/enforce/inherit
%C%_enforce_fault_SOURCES = %D%/enforce/fault.c %D%/enforce/trace.c %D%/enforce/trace.h
%C%_enforce_fault_CFLAGS = $(BASE_CFLAGS)
%C%_enforce_fault_LDFLAGS = -static
%C%_enforce_fault_LDADD =
%C%_enforce_inherit_CFLAGS = $(BASE_CFLAGS)
%C%_enforce_inherit_LDFLAGS = -static
%C%_enforce_inherit_LDADD =
check_PROGRAMS += %D%/trace/actor
%C%_trace_actor_CFLAGS = $(BASE_CFLAGS)
%C%_trace_actor_LDFLAGS = -static
%C%_trace_actor_LDADD =
check_PROGRAMS += %D%/enforce/probe
%C%_enforce_probe_CFLAGS = $(BASE_CFLAGS)
%C%_enforce_probe_LDFLAGS = -static
%C%_enforce_probe_LDADD =

# A nonoc whose evaluator can err, so that its probes have something to find.
check_PROGRAMS += %D%/enforce/nonoc-mutant
%C%_enforce_nonoc_mutant_SOURCES = compiler/main.c compiler/driver-kernel.c compiler/eval.c \
	compiler/eval-move.c compiler/eval-rights.c
%C%_enforce_nonoc_mutant_CPPFLAGS = $(AM_CPPFLAGS) -DEVAL_MUTATIONS
%C%_enforce_nonoc_mutant_LDADD = $(NONO_LIBS) $(YAML_LIBS) $(JANSSON_LIBS)

# The kernel oracle, once with the evaluator that we ship and once with one that can err.
check_LIBRARIES += %D%/oracle/liboracle.a
%C%_oracle_liboracle_a_SOURCES = \
	%D%/oracle/asked.c %D%/oracle/asked.h \
	%D%/oracle/bind.c %D%/oracle/bind.h \
	%D%/oracle/ops.c %D%/oracle/ops.h \
	%D%/oracle/place.c %D%/oracle/place.h \
	%D%/oracle/policy.c %D%/oracle/policy.h \
	%D%/oracle/program.c %D%/oracle/program.h \
	%D%/oracle/protocol.h \
	%D%/random.c %D%/random.h \
	%D%/oracle/session.c %D%/oracle/session.h \
	%D%/oracle/tally.c %D%/oracle/tally.h \
	%D%/oracle/tree.c %D%/oracle/tree.h
check_PROGRAMS += %D%/oracle/kernel-oracle %D%/oracle/kernel-oracle-mutant %D%/oracle/worker
%C%_oracle_kernel_oracle_LDADD = %D%/oracle/liboracle.a $(LDADD)
%C%_oracle_kernel_oracle_mutant_SOURCES = %D%/oracle/kernel-oracle.c \
	compiler/eval.c compiler/eval-move.c compiler/eval-rights.c
%C%_oracle_kernel_oracle_mutant_CPPFLAGS = $(AM_CPPFLAGS) -DEVAL_MUTATIONS
%C%_oracle_kernel_oracle_mutant_LDADD = %D%/oracle/liboracle.a $(LDADD)
%C%_oracle_worker_CFLAGS = $(BASE_CFLAGS)
%C%_oracle_worker_LDFLAGS = -static
%C%_oracle_worker_LDADD =

# Random policies for macOS, and requests for the evaluator in Scheme.
check_PROGRAMS += %D%/seatbelt/draw
%C%_seatbelt_draw_SOURCES = %D%/seatbelt/ask.c %D%/seatbelt/draw.c %D%/seatbelt/world.c \
	%D%/seatbelt/world.h $(IR_TEXT)

# Scripts; a skip below tests/*/ is a failure where the kernel has Landlock (see run-test).
SCRIPT_TESTS = \
	%D%/abi/features.sh \
	%D%/abi/kernels.sh \
	%D%/abi/one-thread.sh \
	%D%/abi/profiles.sh \
	%D%/assertions.sh \
	%D%/attacks-compile.sh \
	%D%/attacks.test \
	%D%/codes.sh \
	%D%/compare/contains.sh \
	%D%/compare/diff.sh \
	%D%/darwin/exec.sh \
	%D%/define.sh \
	%D%/depend.sh \
	%D%/enforce/attacks-filter.sh \
	%D%/enforce/attacks-landlock.sh \
	%D%/enforce/attacks-loader.sh \
	%D%/enforce/bench.sh \
	%D%/enforce/breaks.sh \
	%D%/enforce/capabilities.sh \
	%D%/enforce/cases-files.sh \
	%D%/enforce/cases-network.sh \
	%D%/enforce/cases-protect.sh \
	%D%/enforce/cases-reject.sh \
	%D%/enforce/cases-system.sh \
	%D%/enforce/faults.sh \
	%D%/enforce/handover.sh \
	%D%/enforce/hygiene.sh \
	%D%/enforce/loader.sh \
	%D%/enforce/programs.sh \
	%D%/enforce/queries.sh \
	%D%/enforce/refusals.sh \
	%D%/enforce/tools.sh \
	%D%/enforce/verdicts.sh \
	%D%/equal/run.sh \
	%D%/examples.sh \
	%D%/filter-numbers.sh \
	%D%/fix.sh \
	%D%/fmt.sh \
	%D%/format.test \
	%D%/formats.sh \
	%D%/front/command.sh \
	%D%/front/completion.sh \
	%D%/front/consent.sh \
	%D%/front/learn.sh \
	%D%/front/options.sh \
	%D%/front/profile.sh \
	%D%/front/run.sh \
	%D%/front/setup.sh \
	%D%/front/trace.sh \
	%D%/front/why.sh \
	%D%/functions.test \
	%D%/golden/output.sh \
	%D%/fuzz/dictionaries.sh \
	%D%/golden/run.sh \
	%D%/hard-links.sh \
	%D%/layering.test \
	%D%/learn.sh \
	%D%/library/install.sh \
	%D%/library/node.sh \
	%D%/library/python.sh \
	%D%/library/rust.sh \
	%D%/licence.test \
	%D%/manuals.test \
	%D%/oracle/oracle.sh \
	%D%/packaging.sh \
	%D%/pictures.test \
	%D%/pull-request.sh \
	%D%/repository.sh \
	%D%/sbpl.sh \
	%D%/schema.sh \
	%D%/seatbelt/differ.sh \
	%D%/seatbelt/emit.sh \
	%D%/seatbelt/escapes.sh \
	%D%/seatbelt/golden.sh \
	%D%/seatbelt/inject.sh \
	%D%/seatbelt/mutants.sh \
	%D%/seatbelt/shipped.sh \
	%D%/seatbelt/vectors.sh \
	%D%/stdlib.sh \
	%D%/suggest.sh \
	%D%/trace/people.sh \
	%D%/trace/processes.sh \
	%D%/trace/records.sh \
	%D%/why.sh

TESTS += $(UNIT_TESTS) $(SCRIPT_TESTS)
EXTRA_DIST += $(SCRIPT_TESTS) %D%/lib.sh %D%/list-sources %D%/run-test %D%/schema.py \
	%D%/stdlib.awk %D%/suggest.py %D%/abi/features.py %D%/enforce/attack.sh %D%/enforce/fuse.py \
	%D%/enforce/lib.sh %D%/enforce/verdicts.tsv %D%/front/help %D%/learn %D%/seatbelt/base.tsv \
	%D%/seatbelt/evaluate.scm %D%/seatbelt/filter.scm %D%/seatbelt/lib.sh \
	%D%/seatbelt/mutants.policy %D%/seatbelt/read.scm %D%/seatbelt/survivors %D%/trace/lib.sh \
	%D%/data %D%/equal %D%/golden %D%/reports %D%/seatbelt/golden

TEST_EXTENSIONS = .sh .test
LOG_COMPILER = $(srcdir)/%D%/run-test
SH_LOG_COMPILER = $(LOG_COMPILER)
TEST_LOG_COMPILER = $(LOG_COMPILER)

# Every test also gets SCRATCH and an empty HOME from run-test.
AM_TESTS_ENVIRONMENT = \
	NONOC='$(abs_builddir)/compiler/nonoc'; export NONOC; \
	NONO_EXEC='$(abs_builddir)/runtime/nono-exec'; export NONO_EXEC; \
	NONO='$(abs_builddir)/front/nono'; export NONO; \
	NONO_TRACE='$(abs_builddir)/trace/nono-trace'; export NONO_TRACE; \
	ACTOR='$(abs_builddir)/%D%/trace/actor'; export ACTOR; \
	PROBE='$(abs_builddir)/%D%/enforce/probe'; export PROBE; \
	ATTACK='$(abs_builddir)/%D%/enforce/attack'; export ATTACK; \
	LANDLOCK_ABI='$(abs_builddir)/%D%/landlock-abi'; export LANDLOCK_ABI; \
	SRCDIR='$(abs_srcdir)'; export SRCDIR; \
	BUILDDIR='$(abs_builddir)'; export BUILDDIR; \
	CC='$(CC)'; export CC; \
	SANITIZERS='$(SANITIZE_CFLAGS)'; export SANITIZERS;

/* SPDX-License-Identifier: Apache-2.0 */
/*
 * blob.h - the policy blob: the wire format that nonoc writes and nono-exec
 * reads, and the one header that both halves share (with sha256.h, record.h).
 *
 * All integers are little-endian.  The file is: header, section table,
 * sections in the order of enum blob_section_type, each at most once, each
 * starting at the next multiple of 8 after its predecessor's end, padding zero.
 * Nothing follows the last section.  Records have a fixed size; a
 * string is an offset into the strings section and a length, and is followed
 * by a NUL.  There are no pointers, and an unknown section or flag is a
 * reason to refuse.
 *
 * The blob stores intent (rights wanted, rights withheld, losses accepted);
 * the loader computes what it asks of the kernel from intent and ABI.
 */
#ifndef RUNTIME_BLOB_H
#define RUNTIME_BLOB_H

#include <stdint.h>

#define BLOB_MAGIC "\211nono\r\n\032" /* 8 bytes; no text file begins so */
#define BLOB_VERSION 1u
#define BLOB_SIZE_MAX (64u << 20) /* bytes */
#define BLOB_PATH_MAX 4096u       /* bytes, without the NUL */
#define BLOB_STRING_MAX 65536u    /* bytes, without the NUL */
#define BLOB_RULES_MAX 1000000u   /* records a section */
#define BLOB_ENV_MAX (1u << 20)   /* bytes of variables' names and values, all told */

/*
 * Rights on files, bit for bit the kernel's LANDLOCK_ACCESS_FS_*
 * (Documentation/userspace-api/landlock.rst), so that a mask per ABI is all
 * that lies between intent and kernel.
 */
#define BLOB_FS_EXECUTE (1u << 0)
#define BLOB_FS_WRITE_FILE (1u << 1)
#define BLOB_FS_READ_FILE (1u << 2)
#define BLOB_FS_READ_DIR (1u << 3)
#define BLOB_FS_REMOVE_DIR (1u << 4)
#define BLOB_FS_REMOVE_FILE (1u << 5)
#define BLOB_FS_MAKE_CHAR (1u << 6)
#define BLOB_FS_MAKE_DIR (1u << 7)
#define BLOB_FS_MAKE_REG (1u << 8)
#define BLOB_FS_MAKE_SOCK (1u << 9)
#define BLOB_FS_MAKE_FIFO (1u << 10)
#define BLOB_FS_MAKE_BLOCK (1u << 11)
#define BLOB_FS_MAKE_SYM (1u << 12)
#define BLOB_FS_REFER (1u << 13)
#define BLOB_FS_TRUNCATE (1u << 14)
#define BLOB_FS_IOCTL_DEV (1u << 15)
#define BLOB_FS_RESOLVE_UNIX (1u << 16)
#define BLOB_FS_ALL ((1u << 17) - 1)
/* What the kernel takes for an object that is no directory. */
#define BLOB_FS_FILE                                                                   \
	(BLOB_FS_EXECUTE | BLOB_FS_WRITE_FILE | BLOB_FS_READ_FILE | BLOB_FS_TRUNCATE | \
	 BLOB_FS_IOCTL_DEV | BLOB_FS_RESOLVE_UNIX)
/* Create, remove and rename: what lets a name be replaced. */
#define BLOB_FS_REPLACE                                                                    \
	(BLOB_FS_REMOVE_DIR | BLOB_FS_REMOVE_FILE | BLOB_FS_MAKE_CHAR | BLOB_FS_MAKE_DIR | \
	 BLOB_FS_MAKE_REG | BLOB_FS_MAKE_SOCK | BLOB_FS_MAKE_FIFO | BLOB_FS_MAKE_BLOCK |   \
	 BLOB_FS_MAKE_SYM | BLOB_FS_REFER)
#define BLOB_FS_WRITES (BLOB_FS_REPLACE | BLOB_FS_WRITE_FILE | BLOB_FS_TRUNCATE)

/* What a path starts from; the loader binds each once. */
enum blob_anchor {
	BLOB_ANCHOR_ROOT,
	BLOB_ANCHOR_HOME,
	BLOB_ANCHOR_WORKDIR,
	BLOB_ANCHOR_TMPDIR,
	BLOB_ANCHOR_XDG_CONFIG_HOME,
	BLOB_ANCHOR_XDG_STATE_HOME,
	BLOB_ANCHOR_XDG_CACHE_HOME,
	BLOB_ANCHOR_XDG_DATA_HOME,
	BLOB_ANCHOR_XDG_RUNTIME_DIR,
	BLOB_ANCHORS
};

/*
 * In a path, BLOB_ESCAPE 'u' stands for the caller's user id in decimal.  In
 * the value of a variable to set, BLOB_ESCAPE followed by 'A' + anchor stands
 * for that anchor's path too.  BLOB_ESCAPE stands nowhere else.
 */
#define BLOB_ESCAPE '\001'

enum blob_section_type {
	BLOB_POLICY = 1, /* one struct blob_policy */
	BLOB_RULES,      /* struct blob_path: rights wanted */
	BLOB_DENIES,     /* struct blob_path: rights withheld, checked before anything is applied */
	BLOB_BYPASSES,   /* struct blob_path: rights that denies do not withhold here and below */
	BLOB_PORTS,      /* struct blob_port */
	BLOB_ENVIRONMENT,  /* struct blob_env */
	BLOB_FILTERS,      /* struct blob_filter */
	BLOB_INSTRUCTIONS, /* struct blob_instruction */
	BLOB_STRINGS,      /* bytes */
	BLOB_ORIGINS,      /* struct blob_origin, then their strings: for messages only */
};

struct blob_header {
	uint8_t magic[8];
	uint32_t version;
	uint32_t size;     /* of the whole file */
	uint32_t checksum; /* CRC-32C of the whole file with this field zero */
	uint32_t sections;
};

struct blob_section {
	uint32_t type;
	uint32_t offset; /* from the start of the file */
	uint32_t size;   /* bytes, without padding */
	uint32_t count;  /* records; bytes for BLOB_STRINGS; 0 for none */
};

enum blob_object { BLOB_OBJECT_ANY, BLOB_OBJECT_DIRECTORY, BLOB_OBJECT_FILE };

#define BLOB_PATH_OWN (1u << 0) /* from the user's own files: missing is told, --strict refuses */
#define BLOB_PATH_IMPLIED (1u << 1) /* implied by another unless a symlink lies on its path */
#define BLOB_PATH_FLAGS 3u

/*
 * Sorted by anchor, then by path with '/' lowest, then object; unique.  A path
 * is normalised ("a/b", no '.', '..' or empty part, no leading or trailing
 * '/'); "" is the anchor itself.  Rules are closed: `rights` are what a rule
 * itself grants (`written`) and what the rules above it (same anchor) do, as
 * far as its object takes it.  Where a symlink lies on its path, those do not
 * reach the object, and only `written` counts.  The kernel, which adds them up
 * itself from ABI 2 on, is asked for `written` alone: a rule holds for its
 * object wherever that is moved, and under its other names.
 */
struct blob_path {
	uint32_t path;    /* string */
	uint32_t length;  /* of the string */
	uint32_t rights;  /* BLOB_FS_* */
	uint32_t written; /* a part of them; all of them for denies and bypasses */
	uint8_t anchor;   /* enum blob_anchor */
	uint8_t object;   /* enum blob_object; ANY for denies and bypasses */
	uint16_t flags;   /* BLOB_PATH_*; OWN only on denies and bypasses */
};

enum blob_protocol { BLOB_TCP = 1, BLOB_UDP };
#define BLOB_PORT_CONNECT 1u
#define BLOB_PORT_BIND 2u

/* Sorted by protocol, then port; unique.  Only for directions that are lists. */
struct blob_port {
	uint16_t port;
	uint8_t protocol; /* enum blob_protocol */
	uint8_t access;   /* BLOB_PORT_* */
};

/* blob_policy.net */
#define BLOB_NET_CONNECT_LISTED (1u << 0) /* TCP connect only to listed ports */
#define BLOB_NET_BIND_LISTED (1u << 1)    /* TCP bind only to listed ports */
#define BLOB_NET_UDP_LISTED (1u << 2)     /* UDP only on listed ports */
#define BLOB_NET_UDP_CLOSED (1u << 3)     /* no UDP */
#define BLOB_NET_UDP_ASKED (1u << 4)      /* the profile has a network.udp key */
#define BLOB_NET_BLOCKED (1u << 5)        /* network.block: nothing but the listed ports; with: */
#define BLOB_NET_BLOCKED_LISTS (BLOB_NET_CONNECT_LISTED | BLOB_NET_BIND_LISTED)
#define BLOB_NET_FLAGS 0x3fu

/* blob_policy.scopes, bit for bit LANDLOCK_SCOPE_* */
#define BLOB_SCOPE_ABSTRACT_UNIX_SOCKET (1u << 0)
#define BLOB_SCOPE_SIGNAL (1u << 1)
#define BLOB_SCOPES 3u

/* blob_policy.flags */
#define BLOB_ENV_LISTED (1u << 0)      /* only listed variables pass */
#define BLOB_UNIX_SOCKETS (1u << 1)    /* the profile has a unix_socket key */
#define BLOB_USER_NAMESPACES (1u << 2) /* the command may make them */
#define BLOB_SYSV_IPC (1u << 3)        /* the command may use System V objects */
#define BLOB_POLICY_FLAGS 15u

/*
 * Promises that an older kernel cannot keep: LOSS(symbol, bit, first ABI that
 * keeps it, name).  The name is what compat.accept and compat.require say.
 */
#define BLOB_LOSSES(LOSS)                                       \
	LOSS(REFER, 0, 2, "fs.refer")                           \
	LOSS(TRUNCATE, 1, 3, "fs.truncate")                     \
	LOSS(TCP, 2, 4, "net.tcp")                              \
	LOSS(IOCTL_DEV, 3, 5, "fs.ioctl_dev")                   \
	LOSS(SIGNAL, 4, 6, "scope.signal")                      \
	LOSS(ABSTRACT_UNIX, 5, 6, "scope.abstract_unix_socket") \
	LOSS(RESOLVE_UNIX, 6, 9, "fs.resolve_unix")             \
	LOSS(UDP, 7, 10, "net.udp")                             \
	LOSS(PROTOCOLS, 8, 0, "net.protocols")                  \
	LOSS(DISCONNECTED, 9, 8, "fs.disconnected")
/*
 * PROTOCOLS: a restricted network's other sockets; no ABI keeps it, the filter does (0).
 * DISCONNECTED: older kernels with the fix keep it, too.
 */
enum blob_loss {
#define LOSS(symbol, bit, abi, name) BLOB_LOSS_##symbol = 1 << (bit),
	BLOB_LOSSES(LOSS)
#undef LOSS
	    BLOB_LOSS_ALL = (1 << 10) - 1
};

/*
 * Capabilities that a policy may let the command keep, if the caller has them: CAPABILITY(number,
 * name), as linux/capability.h has them.  compiler/capability.def says why not the others.
 */
#define BLOB_CAPABILITIES(CAPABILITY)      \
	CAPABILITY(0, "chown")             \
	CAPABILITY(1, "dac_override")      \
	CAPABILITY(2, "dac_read_search")   \
	CAPABILITY(3, "fowner")            \
	CAPABILITY(4, "fsetid")            \
	CAPABILITY(5, "kill")              \
	CAPABILITY(6, "setgid")            \
	CAPABILITY(7, "setuid")            \
	CAPABILITY(8, "setpcap")           \
	CAPABILITY(9, "linux_immutable")   \
	CAPABILITY(10, "net_bind_service") \
	CAPABILITY(11, "net_broadcast")    \
	CAPABILITY(12, "net_admin")        \
	CAPABILITY(13, "net_raw")          \
	CAPABILITY(14, "ipc_lock")         \
	CAPABILITY(15, "ipc_owner")        \
	CAPABILITY(17, "sys_rawio")        \
	CAPABILITY(18, "sys_chroot")       \
	CAPABILITY(19, "sys_ptrace")       \
	CAPABILITY(21, "sys_admin")        \
	CAPABILITY(23, "sys_nice")         \
	CAPABILITY(24, "sys_resource")     \
	CAPABILITY(27, "mknod")            \
	CAPABILITY(28, "lease")            \
	CAPABILITY(31, "setfcap")
#define BLOB_CAPABILITY_BIT(number, name) | 1u << (number)
#define BLOB_CAPABILITIES_ALL (0u BLOB_CAPABILITIES(BLOB_CAPABILITY_BIT))

struct blob_policy {
	uint32_t net;          /* BLOB_NET_* */
	uint32_t scopes;       /* BLOB_SCOPE_*: what the command may not reach */
	uint32_t accept;       /* enum blob_loss: a note, no warning; TCP does not refuse */
	uint32_t require;      /* enum blob_loss: refuse instead of a warning */
	uint32_t flags;        /* BLOB_POLICY_FLAGS */
	uint32_t capabilities; /* a bit each of BLOB_CAPABILITIES */
};

enum blob_env_action {
	BLOB_ENV_ALLOW = 1, /* name or prefix that passes, if BLOB_ENV_LISTED */
	BLOB_ENV_DENY,      /* name or prefix that does not pass */
	BLOB_ENV_SECRET,    /* name or prefix that passes although it looks like a credential */
	BLOB_ENV_SET,       /* name = value, last of all */
};

/* Sorted by action, then name; unique. */
struct blob_env {
	uint32_t name; /* string: no '=', no '*' (see prefix) */
	uint32_t name_length;
	uint32_t value; /* string, for SET; else 0 */
	uint32_t value_length;
	uint8_t action; /* enum blob_env_action */
	uint8_t prefix; /* 1: the name is the beginning of a name, "" included; 0 for SET */
	uint16_t reserved;
};

/* The kernel's AUDIT_ARCH_*. */
#define BLOB_ARCH_X86_64 0xc000003eu
#define BLOB_ARCH_AARCH64 0xc00000b7u

/*
 * A part of the companion filter (seccomp): what Landlock cannot hold.  The
 * loader joins the parts for its architecture that apply, between its own
 * check of architecture and numbers and an end that allows.  A part can only
 * refuse: it returns an errno or ends the process, or runs past its last
 * instruction, where the next part begins.  The number of the system call is
 * loaded when the first part begins.  Sorted by architecture, then `below`;
 * unique; the parts' instructions follow one another without a gap.
 */
struct blob_filter {
	uint32_t architecture; /* BLOB_ARCH_* */
	uint32_t below;        /* for kernels of a Landlock ABI below this; 0: for all */
	uint32_t first;        /* instruction */
	uint32_t count;        /* at least 1, at most BLOB_FILTER_MAX */
};
#define BLOB_FILTER_MAX 768u

/* struct sock_filter of the kernel: an instruction of classic BPF. */
struct blob_instruction {
	uint16_t code; /* BLOB_BPF_* */
	uint8_t yes, no;
	uint32_t k;
};
#define BLOB_BPF_LOAD 0x20u   /* k: 0 (number), 4 (architecture), 16 to 60 (argument words) */
#define BLOB_BPF_AND 0x54u    /* with k */
#define BLOB_BPF_JUMP 0x05u   /* over k instructions */
#define BLOB_BPF_EQUAL 0x15u  /* to k: over `yes` or `no` instructions */
#define BLOB_BPF_LEAST 0x35u  /* at least k */
#define BLOB_BPF_ANY 0x45u    /* a bit of k */
#define BLOB_BPF_RETURN 0x06u /* BLOB_BPF_ERRNO + 1 to 4095, or BLOB_BPF_KILL */
#define BLOB_BPF_ERRNO 0x50000u
#define BLOB_BPF_KILL 0x80000000u

/*
 * Where a record comes from, in words for a message: "agent.json:4:12" or
 * "~/.ssh: group deny_credentials (built-in)".  Strings follow the records; `text`
 * is an offset from the start of this section.  Sorted by section, then record.
 */
struct blob_origin {
	uint32_t section; /* RULES to ENVIRONMENT */
	uint32_t record;
	uint32_t text;
	uint32_t length;
};

/* It takes the rows of a list for one expression: clang-format is off. */
/* clang-format off */

/*
 * Variables that make a program load code, never passed on: a '*' at the
 * start or the end stands for anything.  `set_vars` of one is an error.
 */
#define BLOB_ENV_LOADS_CODE(NAME)                                                            \
	NAME("LD_*") NAME("DYLD_*") NAME("GCONV_PATH") NAME("GLIBC_TUNABLES")                \
	NAME("LOCPATH") NAME("NLSPATH") NAME("HOSTALIASES") NAME("RESOLV_HOST_CONF")         \
	NAME("RES_OPTIONS") NAME("MALLOC_TRACE") NAME("BASH_ENV") NAME("BASH_FUNC_*")        \
	NAME("ENV") NAME("SHELLOPTS") NAME("BASHOPTS") NAME("PS4") NAME("PROMPT_COMMAND")    \
	NAME("ZDOTDIR") NAME("CDPATH") NAME("GLOBIGNORE") NAME("IFS")                        \
	NAME("PYTHONSTARTUP") NAME("PYTHONPATH") NAME("PYTHONHOME") NAME("PYTHONINSPECT")    \
	NAME("PYTHONEXECUTABLE") NAME("PYTHONUSERBASE") NAME("PYTHONBREAKPOINT")             \
	NAME("PYTHONWARNINGS") NAME("NODE_OPTIONS") NAME("NODE_PATH")                        \
	NAME("NODE_REPL_EXTERNAL_MODULE") NAME("PERL5OPT") NAME("PERL5LIB") NAME("PERLLIB")  \
	NAME("PERL5DB") NAME("RUBYOPT") NAME("RUBYLIB") NAME("LUA_PATH*") NAME("LUA_CPATH*") \
	NAME("LUA_INIT*") NAME("JAVA_TOOL_OPTIONS") NAME("_JAVA_OPTIONS")                    \
	NAME("JDK_JAVA_OPTIONS") NAME("MAVEN_OPTS") NAME("GRADLE_OPTS") NAME("CLASSPATH")    \
	NAME("PHPRC") NAME("PHP_INI_SCAN_DIR") NAME("R_PROFILE*") NAME("R_ENVIRON*")         \
	NAME("GIT_SSH") NAME("GIT_SSH_COMMAND") NAME("GIT_EXEC_PATH") NAME("GIT_ASKPASS")    \
	NAME("GIT_EXTERNAL_DIFF") NAME("GIT_PROXY_COMMAND") NAME("GIT_CONFIG*")              \
	NAME("GIT_TEMPLATE_DIR") NAME("SSH_ASKPASS") NAME("SUDO_ASKPASS") NAME("LESSOPEN")   \
	NAME("LESSCLOSE") NAME("RUSTC_WRAPPER") NAME("RUSTC_WORKSPACE_WRAPPER")              \
	NAME("GOFLAGS") NAME("DOTNET_STARTUP_HOOKS") NAME("COR_PROFILER*")                   \
	NAME("CORECLR_PROFILER*") NAME("GTK_MODULES") NAME("GTK_PATH") NAME("QT_PLUGIN_PATH") \
	NAME("OPENSSL_CONF") NAME("OPENSSL_ENGINES") NAME("OPENSSL_MODULES")                 \
	NAME("SSLKEYLOGFILE")

/* Variables that carry credentials: removed and counted, unless allow_secrets names them. */
#define BLOB_ENV_CREDENTIALS(NAME)                                                           \
	NAME("*_TOKEN") NAME("*_API_KEY") NAME("*_APIKEY") NAME("*_SECRET") NAME("*_SECRET_*") \
	NAME("*_SECRETS") NAME("*_PASSWORD") NAME("*_PASSWD") NAME("*_PASSPHRASE")           \
	NAME("*_PRIVATE_KEY") NAME("*_ACCESS_KEY") NAME("*_CREDENTIALS") NAME("*_PAT")       \
	NAME("AWS_*") NAME("AZURE_*") NAME("GOOGLE_APPLICATION_CREDENTIALS")                 \
	NAME("GCP_*") NAME("TOKEN") NAME("API_KEY") NAME("SECRET") NAME("PASSWORD")          \
	NAME("PGPASSWORD") NAME("PGPASSFILE") NAME("MYSQL_PWD") NAME("REDISCLI_AUTH")        \
	NAME("DATABASE_URL") NAME("VAULT_*") NAME("OP_SERVICE_ACCOUNT_TOKEN")                \
	NAME("OP_SESSION_*") NAME("BW_SESSION") NAME("NPM_CONFIG__AUTH*")                    \
	NAME("*_AUTHTOKEN")                                                                  \
	NAME("KUBECONFIG") NAME("DOCKER_AUTH_CONFIG") NAME("DOCKER_HOST")                    \
	NAME("NETRC") NAME("SSH_AUTH_SOCK") NAME("SSH_AGENT_PID") NAME("GPG_AGENT_INFO")     \
	NAME("GNOME_KEYRING_CONTROL") NAME("DBUS_SESSION_BUS_ADDRESS")                       \
	NAME("DBUS_SYSTEM_BUS_ADDRESS") NAME("XAUTHORITY") NAME("KRB5CCNAME")

/* Looks like one of the above, but says only where: passes. */
#define BLOB_ENV_NO_CREDENTIALS(NAME)                                                        \
	NAME("AWS_REGION") NAME("AWS_DEFAULT_REGION") NAME("AWS_PROFILE")                    \
	NAME("AWS_DEFAULT_PROFILE")

/* clang-format on */

#endif

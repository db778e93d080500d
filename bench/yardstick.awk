# SPDX-License-Identifier: Apache-2.0
# yardstick.awk - from what `nono-exec --dry-run` prints to what yardstick reads; with -v checks=1
# the protected paths too, which come first.
BEGIN {
	bit["exec"] = 1
	bit["write"] = 2
	bit["read"] = 4
	bit["list"] = 8
	bit["remove"] = 16 + 32
	bit["create"] = 128 + 256 + 512 + 1024 + 4096
	bit["rename"] = 8192
	bit["truncate"] = 16384
	bit["ioctl"] = 32768
	print 65535
}
/^rules / { on = 1; next }
/^protected / { on = 2; next }
/^[^ ]/ { on = 0 }
on == 1 && split($0, part, "  ") > 3 {
	rights = 0
	count = split(part[4], name, ",")
	for (i = 1; i <= count; i++)
		rights += bit[name[i]]
	rules = rules rights " " part[2] "\n"
}
on == 2 && checks && split($0, part, "  ") > 3 { print 0, part[2] }
END { printf "%s", rules }

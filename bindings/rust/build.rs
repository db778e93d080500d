// SPDX-License-Identifier: Apache-2.0
// build.rs - where libnono is: NONO_LIB_DIR, or what pkg-config says.
use std::env;
use std::process::Command;

fn main() {
    println!("cargo:rerun-if-env-changed=NONO_LIB_DIR");
    println!("cargo:rerun-if-env-changed=PKG_CONFIG_PATH");
    println!("cargo:rustc-link-lib=dylib=nono");
    if let Ok(directory) = env::var("NONO_LIB_DIR") {
        println!("cargo:rustc-link-search=native={}", directory);
        return;
    }
    // Without an answer, the linker looks where it always does.
    if let Ok(said) = Command::new("pkg-config")
        .args(["--libs-only-L", "nono"])
        .output()
    {
        for word in String::from_utf8_lossy(&said.stdout).split_whitespace() {
            println!(
                "cargo:rustc-link-search=native={}",
                word.trim_start_matches("-L")
            );
        }
    }
}

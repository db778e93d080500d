// SPDX-License-Identifier: Apache-2.0
//! Restricts itself to reading one directory, and shows that it is: held DIRECTORY FILE.
use std::{env, fs};

use nono::{Format, Options, Policy};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let words: Vec<String> = env::args().collect();
    let profile = format!(
        r#"{{"filesystem": {{"read": ["{}"]}}, "network": {{"block": true}}}}"#,
        words[1]
    );
    let policy = Policy::from_text(profile, Format::Json, &Options::new())?;

    fs::read(&words[2])?;
    policy.apply(&Options::new())?;
    fs::read_dir(&words[1])?;
    match fs::read(&words[2]) {
        Ok(_) => Err("it is still read".into()),
        Err(error) => {
            println!(
                "held: {}",
                error.kind() == std::io::ErrorKind::PermissionDenied
            );
            Ok(())
        }
    }
}

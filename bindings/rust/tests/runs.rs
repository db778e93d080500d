// SPDX-License-Identifier: Apache-2.0
//! What is enforced on this kernel, and what only Rust has.

use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::sync::Arc;
use std::{env, thread};

use nono::{ErrorKind, Format, Options, Policy, Verdict};

/// A project that the policy grants, and beside it what it does not.
struct World {
    root: PathBuf,
    policy: Policy,
}

impl Drop for World {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.root);
    }
}

fn world(name: &str) -> World {
    let scratch = env::var("SCRATCH").unwrap_or_else(|_| "/var/tmp".into());
    let root = PathBuf::from(scratch).join(format!("nono-rust-{}-{}", std::process::id(), name));
    let project = root.join("project");

    fs::create_dir_all(&project).unwrap();
    fs::write(root.join("secret"), "key\n").unwrap();
    fs::write(project.join("file"), "text\n").unwrap();
    let profile = format!(
        r#"{{"filesystem": {{"allow": ["{}"]}}, "network": {{"block": true}}}}"#,
        project.display()
    );
    World {
        policy: Policy::from_text(profile, Format::Json, &Options::new()).unwrap(),
        root,
    }
}

impl World {
    fn options(&self) -> Options {
        Options::new()
            .directory(self.root.join("project"))
            .capture(true)
    }
}

fn landlock() -> bool {
    nono::landlock_abi() > 0
}

#[test]
fn a_command_is_held() {
    let world = world("held");
    let mut bare = Command::new("cat");

    bare.arg("../secret")
        .current_dir(world.root.join("project"));
    assert_eq!(bare.output().unwrap().stdout, b"key\n");
    if !landlock() {
        return;
    }
    let run = world
        .policy
        .run(&["cat", "file", "../secret"], &world.options())
        .unwrap();
    assert_eq!((run.status, run.signal), (1, 0));
    assert_eq!(run.stdout, b"text\n");
    assert!(String::from_utf8_lossy(&run.stderr).contains("Permission denied"));
    let run = world
        .policy
        .run(&["sh", "-c", "kill -9 $$"], &world.options())
        .unwrap();
    assert_eq!((run.status, run.signal), (137, 9));
    let home = env::var("HOME").unwrap();
    let blue = world.options().environment([
        ("COLOUR", "blue"),
        ("A_TOKEN", "key"),
        ("HOME", home.as_str()),
    ]);
    let run = world
        .policy
        .run(&["/bin/sh", "-c", "echo $COLOUR $A_TOKEN"], &blue)
        .unwrap();
    assert_eq!(run.stdout, b"blue\n");
}

#[test]
fn denials_are_told_when_they_are_asked_for() {
    let world = world("denials");

    if !landlock() {
        return;
    }
    let command = ["sh", "-c", "cat ../secret; exit 3"];
    let run = world.policy.run(&command, &world.options()).unwrap();
    assert!(run.denials.is_none());
    let traced = world.options().trace(true);
    let run = world.policy.run(&command, &traced).unwrap();
    let secret = world.root.join("secret");
    let denials = run.denials.expect("a traced run");
    let denial = denials
        .iter()
        .find(|d| d.subject == secret.to_string_lossy());
    assert_eq!(denial.expect("of the secret").operation, "read");
    assert_eq!((run.status, run.unrecorded), (3, 0));
    let run = world
        .policy
        .run(&["sh", "-c", "cat file"], &traced)
        .unwrap();
    assert!(run.denials.expect("a traced run").is_empty());
}

#[test]
fn what_does_not_run_is_an_error() {
    let world = world("error");
    let run = |command: &[&str], options: &Options| {
        world
            .policy
            .run(command, options)
            .expect_err("an error")
            .kind
    };

    assert_eq!(run(&[], &world.options()), ErrorKind::Usage);
    assert_eq!(run(&["a\0b"], &world.options()), ErrorKind::Usage);
    if landlock() {
        assert_eq!(
            run(&["no-such-command"], &world.options()),
            ErrorKind::Command
        );
        assert_eq!(
            run(&["true"], &Options::new().directory("/no/such")),
            ErrorKind::Refused
        );
    }
}

#[test]
fn a_dry_run_says_what_is_granted() {
    let world = world("dry");

    if landlock() {
        let dry = world.policy.dry_run(&world.options()).unwrap();
        assert!(dry
            .text
            .contains(&*world.root.join("project").to_string_lossy()));
    }
}

/// The test runner has threads: on a kernel that cannot restrict them all, this must be refused,
/// and so must it where the process has capabilities.  Nothing is in force then.
#[test]
fn threads_that_would_escape_are_refused() {
    let world = world("apply");

    if landlock() && nono::landlock_abi() < 8 {
        let error = world.policy.apply(&Options::new()).expect_err("a refusal");
        assert_eq!(error.kind, ErrorKind::Refused);
        assert!(error.message.contains("more than one thread"), "{}", error);
        assert!(fs::read(world.root.join("secret")).is_ok());
    }
}

#[test]
fn a_policy_comes_back_from_its_blob_and_its_text() {
    let policy = Policy::from_text("{}", Format::Json, &Options::new()).unwrap();
    let blob = policy.blob();

    assert_eq!(Policy::load(blob).unwrap().hash(), policy.hash());
    let text = policy.text().unwrap();
    let again = Policy::from_text(text, Format::Text, &Options::new()).unwrap();
    assert_eq!(again.hash(), policy.hash());
    assert_eq!(
        Policy::load(&blob[1..]).expect_err("no blob").kind,
        ErrorKind::Policy
    );
    assert_eq!(nono::version(), env!("CARGO_PKG_VERSION"));
}

#[test]
fn options_are_checked() {
    let compile = |options: Options| Policy::from_text("{}", Format::Json, &options);

    assert_eq!(
        compile(Options::new().target("plan9")).unwrap_err().kind,
        ErrorKind::Usage
    );
    assert_eq!(
        compile(Options::new().define("HOME", "here"))
            .unwrap_err()
            .kind,
        ErrorKind::Usage
    );
    let seatbelt = compile(Options::new().target("seatbelt")).unwrap();
    let error = seatbelt.run(&["true"], &Options::new()).unwrap_err();
    assert_eq!(error.kind, ErrorKind::Unsupported);
    let empty = r#"{"network": {"connect_port": []}}"#;
    let strict = Options::new().warnings_are_errors(true);
    let error = Policy::from_text(empty, Format::Json, &strict).unwrap_err();
    assert_eq!(error.kind, ErrorKind::Policy);
    assert!(error.text.contains("<text>:1:"));
}

#[test]
fn threads_ask_the_same_policy() {
    let policy = Arc::new(Policy::compile("claude-code", &Options::new()).unwrap());
    let ask = |policy: Arc<Policy>| {
        thread::spawn(move || {
            (0..20).all(|_| {
                let answer = policy
                    .query(&["read", "~/.ssh/id"], &Options::new())
                    .unwrap();
                answer.verdict == Verdict::Denied
            })
        })
    };
    let threads: Vec<_> = (0..4).map(|_| ask(policy.clone())).collect();

    assert!(threads.into_iter().all(|thread| thread.join().unwrap()));
}

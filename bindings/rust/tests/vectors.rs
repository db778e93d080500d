// SPDX-License-Identifier: Apache-2.0
//! The vectors that every binding answers alike.

mod json;

use std::collections::HashMap;
use std::env;
use std::fs;

use json::Json;
use nono::{Change, Containment, Error, ErrorKind, Format, Options, Policy, Severity, Verdict};

fn vectors() -> Json {
    let file = env::var("NONO_VECTORS").unwrap_or_else(|_| "../vectors.json".into());

    json::parse(&fs::read_to_string(file).expect("the vectors"))
}

fn compile(vector: &Json) -> Result<Policy, Error> {
    let mut options = Options::new();

    for line in vector.texts("define") {
        let (anchor, place) = line.split_once('=').expect("ANCHOR=PATH");
        options = options.define(anchor, place);
    }
    let format = match vector.text("format") {
        None => return Policy::compile(vector.text("profile").expect("a profile"), &options),
        Some("json") => Format::Json,
        Some("yaml") => Format::Yaml,
        Some(other) => {
            assert_eq!(other, "text");
            Format::Text
        }
    };
    Policy::from_text(vector.text("text").expect("a text"), format, &options)
}

fn kind(name: &str) -> ErrorKind {
    match name {
        "policy" => ErrorKind::Policy,
        "usage" => ErrorKind::Usage,
        "file" => ErrorKind::File,
        other => panic!("no kind of error is called '{}'", other),
    }
}

fn policies(vectors: &Json) -> HashMap<&str, Policy> {
    let whole = |vector: &&Json| vector.text("error").is_none();
    let made = |vector| {
        (
            Json::text(vector, "name").unwrap(),
            compile(vector).unwrap(),
        )
    };

    vectors
        .list("policies")
        .iter()
        .filter(whole)
        .map(made)
        .collect()
}

#[test]
fn policies_compile_or_say_why_not() {
    let vectors = vectors();
    let made = policies(&vectors);

    for vector in vectors.list("policies") {
        let name = vector.text("name").unwrap();

        if let Some(error) = vector.text("error") {
            let found = compile(vector).expect_err(name);

            assert_eq!(found.kind, kind(error), "{}", name);
            assert!(!found.message.is_empty());
            if let Some(code) = vector.text("code") {
                assert!(
                    found.diagnostics.iter().any(|d| d.code == code),
                    "{}",
                    found.text
                );
            }
            continue;
        }
        let found = made[name].diagnostics();
        let warnings: Vec<_> = found
            .iter()
            .filter(|d| d.severity == Severity::Warning)
            .map(|d| d.code.as_str())
            .collect();
        assert_eq!(warnings, vector.texts("warnings"), "{}", name);
        if let Some(other) = vector.text("same_as") {
            assert_eq!(made[name].hash(), made[other].hash());
        }
    }
}

#[test]
fn questions_are_answered() {
    let vectors = vectors();
    let made = policies(&vectors);

    for vector in vectors.list("queries") {
        let asked = vector.texts("words");
        let abi = match vector.get("abi") {
            Some(Json::Number(abi)) => *abi,
            _ => 0,
        };
        let policy = &made[vector.text("policy").unwrap()];
        let answer = policy.query(&asked, &Options::new().abi(abi));

        if let Some(error) = vector.text("error") {
            assert_eq!(
                answer.expect_err("an error").kind,
                kind(error),
                "{:?}",
                asked
            );
            continue;
        }
        let answer = answer.unwrap();
        let verdict = match answer.verdict {
            Verdict::Allowed => "allowed",
            Verdict::Denied => "denied",
            Verdict::NotHeld => "not_held",
            Verdict::Undecided => "undecided",
        };
        assert_eq!(Some(verdict), vector.text("verdict"), "{}", answer.text);
        match vector.get("rule") {
            None => {}
            Some(Json::Null) => assert_eq!(answer.rule, None),
            Some(_) => assert_eq!(answer.rule.as_deref(), vector.text("rule")),
        }
    }
}

#[test]
fn policies_are_compared() {
    let vectors = vectors();
    let made = policies(&vectors);

    for vector in vectors.list("comparisons") {
        let before = &made[vector.text("before").unwrap()];
        let after = &made[vector.text("after").unwrap()];
        let (change, text) = before.diff(after).unwrap();
        let change = match change {
            Change::Equal => "equal",
            Change::Narrowed => "narrowed",
            Change::Widened => "widened",
            Change::Undecided => "undecided",
        };
        let containment = match after.contained_in(before).unwrap().0 {
            Containment::Contained => "contained",
            Containment::NotContained => "not_contained",
            Containment::Undecided => "undecided",
        };

        assert_eq!(Some(change), vector.text("change"), "{}", text);
        assert_eq!(Some(containment), vector.text("contains"));
    }
}

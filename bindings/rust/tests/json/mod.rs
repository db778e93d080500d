// SPDX-License-Identifier: Apache-2.0
//! As much of JSON as the vectors are written in: what is amiss there is a panic.

#[derive(Debug, PartialEq)]
pub enum Json {
    Null,
    Number(u32),
    String(String),
    List(Vec<Json>),
    Map(Vec<(String, Json)>),
}

impl Json {
    pub fn get(&self, key: &str) -> Option<&Json> {
        match self {
            Json::Map(members) => members.iter().find(|m| m.0 == key).map(|m| &m.1),
            _ => None,
        }
    }

    pub fn text(&self, key: &str) -> Option<&str> {
        match self.get(key) {
            Some(Json::String(text)) => Some(text),
            _ => None,
        }
    }

    pub fn list(&self, key: &str) -> &[Json] {
        match self.get(key) {
            Some(Json::List(items)) => items,
            _ => &[],
        }
    }

    pub fn texts(&self, key: &str) -> Vec<&str> {
        self.list(key).iter().map(string_of).collect()
    }
}

fn string_of(item: &Json) -> &str {
    match item {
        Json::String(text) => text,
        other => panic!("expected a string, found {:?}", other),
    }
}

pub fn parse(text: &str) -> Json {
    let mut reader = Reader { rest: text };
    let value = reader.value();

    assert_eq!(reader.rest.trim(), "");
    value
}

struct Reader<'a> {
    rest: &'a str,
}

impl Reader<'_> {
    fn take(&mut self, token: &str) -> bool {
        self.rest = self.rest.trim_start();
        match self.rest.strip_prefix(token) {
            Some(rest) => self.rest = rest,
            None => return false,
        }
        true
    }

    fn items<T>(&mut self, end: &str, item: impl Fn(&mut Self) -> T) -> Vec<T> {
        let mut items = Vec::new();

        while !self.take(end) {
            assert!(items.is_empty() || self.take(","));
            items.push(item(self));
        }
        items
    }

    fn value(&mut self) -> Json {
        if self.take("{") {
            return Json::Map(self.items("}", |reader| {
                assert!(reader.take("\""));
                let key = reader.string();
                assert!(reader.take(":"));
                (key, reader.value())
            }));
        }
        if self.take("[") {
            return Json::List(self.items("]", Reader::value));
        }
        if self.take("\"") {
            return Json::String(self.string());
        }
        if self.take("null") {
            return Json::Null;
        }
        let end = self
            .rest
            .find(|c: char| !c.is_ascii_digit())
            .unwrap_or(self.rest.len());
        let number = self.rest[..end].parse().expect("a number");
        self.rest = &self.rest[end..];
        Json::Number(number)
    }

    fn string(&mut self) -> String {
        let mut text = String::new();

        loop {
            let mut characters = self.rest.chars();
            let c = characters.next().expect("the end of a string");
            self.rest = characters.as_str();
            match c {
                '"' => return text,
                '\\' => text.push(self.escape()),
                _ => text.push(c),
            }
        }
    }

    fn escape(&mut self) -> char {
        let c = self.rest.chars().next().expect("an escape");

        self.rest = &self.rest[1..];
        match c {
            'n' => '\n',
            'u' => {
                let number = u32::from_str_radix(&self.rest[..4], 16).expect("four digits");
                self.rest = &self.rest[4..];
                char::from_u32(number).expect("a character")
            }
            _ => c,
        }
    }
}

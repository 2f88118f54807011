//! Takes out of a text what may be secret, before it goes into an error or a log.

/// As much of a vendor's words as an error keeps.
const LONGEST: usize = 400;
/// Words of this length with nothing but token characters are taken for secrets: longer than any
/// id (73 characters for a relationship's), shorter than any token.
const TOKEN_LENGTH: usize = 80;

/// One line, shortened; whatever looks like a token, a key or a password is left out.
pub fn safe_text(text: &str) -> String {
    let mut safe = String::new();
    let mut after_bearer = false;
    for word in text.split_whitespace() {
        let word = if after_bearer {
            "…".to_owned()
        } else {
            safe_word(word)
        };
        after_bearer = word.eq_ignore_ascii_case("bearer");
        if safe.chars().count() + word.chars().count() >= LONGEST {
            safe.push('…');
            break;
        }
        if !safe.is_empty() {
            safe.push(' ');
        }
        safe.push_str(&word);
    }
    safe
}

fn safe_word(word: &str) -> String {
    const SECRET_NAMES: [&str; 9] = [
        "secret",
        "password",
        "passwd",
        "assertion",
        "access_token",
        "refresh_token",
        "id_token",
        "code",
        "sig",
    ];
    if word.contains("eyJ") || token_like(word) {
        return "…".to_owned();
    }
    // `name=value`, also inside an address's query.
    let parts = word
        .split_inclusive(['&', '?', ';', ','])
        .map(|part| match part.split_once('=') {
            Some((name, value)) => {
                let lower = name.to_ascii_lowercase();
                let secret = SECRET_NAMES.iter().any(|known| lower.ends_with(known));
                let end = value.chars().last().filter(|last| "&?;,".contains(*last));
                if secret {
                    format!("{name}=…{}", end.map(String::from).unwrap_or_default())
                } else {
                    part.to_owned()
                }
            }
            None => part.to_owned(),
        });
    parts.collect()
}

fn token_like(word: &str) -> bool {
    let mut length = 0;
    for letter in word.chars() {
        if letter.is_ascii_alphanumeric() || "+/_-=.~".contains(letter) {
            length += 1;
            if length >= TOKEN_LENGTH {
                return true;
            }
        } else {
            length = 0;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_what_helps() {
        let text = "AADSTS65001: The user or administrator has not consented to use the application.\r\n\
            Trace ID: 6e0b5d1f-5f1f-4a6d-a3e6-52f7b3f2a100";
        let safe = safe_text(text);
        assert!(safe.starts_with("AADSTS65001: The user"));
        assert!(safe.ends_with("6e0b5d1f-5f1f-4a6d-a3e6-52f7b3f2a100"));
        assert!(!safe.contains('\n'));
    }

    #[test]
    fn leaves_out_tokens_and_secrets() {
        let token = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln";
        let long = "x".repeat(TOKEN_LENGTH);
        let text = format!(
            "sent Bearer abc123 and {token} to https://h/p?sig=s3cret&x=1 with client_secret=hunter2, key {long}"
        );
        let safe = safe_text(&text);
        for secret in ["abc123", token, "s3cret", "hunter2", long.as_str()] {
            assert!(!safe.contains(secret), "{safe}");
        }
        assert!(safe.contains("x=1"), "{safe}");
    }

    #[test]
    fn a_long_text_is_shortened() {
        let text = "word ".repeat(1000);
        assert!(safe_text(&text).chars().count() <= LONGEST + 1);
    }
}

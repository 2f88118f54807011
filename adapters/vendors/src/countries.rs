//! Countries by their names, where a vendor writes names instead of codes.

/// Those that are met most. A country that is missing here is left out of a record, and nothing else
/// comes of it.
const NAMES: [(&str, &str); 46] = [
    ("argentina", "AR"),
    ("australia", "AU"),
    ("austria", "AT"),
    ("belgium", "BE"),
    ("brazil", "BR"),
    ("bulgaria", "BG"),
    ("canada", "CA"),
    ("chile", "CL"),
    ("croatia", "HR"),
    ("cyprus", "CY"),
    ("czech republic", "CZ"),
    ("czechia", "CZ"),
    ("denmark", "DK"),
    ("estonia", "EE"),
    ("finland", "FI"),
    ("france", "FR"),
    ("germany", "DE"),
    ("greece", "GR"),
    ("hong kong", "HK"),
    ("hungary", "HU"),
    ("iceland", "IS"),
    ("india", "IN"),
    ("ireland", "IE"),
    ("israel", "IL"),
    ("italy", "IT"),
    ("japan", "JP"),
    ("latvia", "LV"),
    ("lithuania", "LT"),
    ("luxembourg", "LU"),
    ("malta", "MT"),
    ("mexico", "MX"),
    ("netherlands", "NL"),
    ("new zealand", "NZ"),
    ("norway", "NO"),
    ("poland", "PL"),
    ("portugal", "PT"),
    ("romania", "RO"),
    ("singapore", "SG"),
    ("slovakia", "SK"),
    ("slovenia", "SI"),
    ("south africa", "ZA"),
    ("spain", "ES"),
    ("sweden", "SE"),
    ("switzerland", "CH"),
    ("united kingdom", "GB"),
    ("united states", "US"),
];

/// Two capital letters, from a name or from a code.
pub(crate) fn code(text: &str) -> Option<String> {
    let text = text.trim().to_lowercase();
    let found = match text.as_str() {
        "usa" | "united states of america" => Some("US"),
        "uk" | "great britain" => Some("GB"),
        name => NAMES
            .iter()
            .find_map(|(known, code)| (*known == name).then_some(*code)),
    };
    let letters = text.len() == 2 && text.bytes().all(|it| it.is_ascii_lowercase());
    let letters = letters.then(|| text.to_uppercase());
    found.map(str::to_owned).or(letters)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_codes() {
        for (text, wanted) in [
            ("United Kingdom", Some("GB")),
            (" uk ", Some("GB")),
            ("USA", Some("US")),
            ("de", Some("DE")),
            ("Atlantis", None),
            ("", None),
            ("4U", None),
        ] {
            assert_eq!(code(text).as_deref(), wanted, "{text}");
        }
    }
}

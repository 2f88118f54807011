//! A name as it is compared with names that are not the same.

use super::name::NormalName;
use super::places;

/// More words than this are not compared.
pub(super) const WORDS: usize = 16;
/// Nor longer ones: of a text in a script without spaces the beginning has to do.
const LETTERS: usize = 60;

/// The words of a name, abbreviations written out, without those that carry nothing.
#[derive(Debug, Clone, Default)]
pub(super) struct Wording {
    pub(super) words: Vec<String>,
    pub(super) joined: String,
    /// The same words in the order of the alphabet.
    pub(super) sorted: String,
    /// The first letters of its words, if they are enough to be a name.
    pub(super) initials: Option<String>,
}

impl Wording {
    pub(super) fn of(name: &NormalName) -> Self {
        let given: Vec<&str> = name.as_str().split(' ').take(WORDS).collect();
        let mut words: Vec<String> = given.iter().map(|word| written_out(word)).collect();
        if words.iter().any(|word| !is_filler(word)) {
            words.retain(|word| !is_filler(word));
        }
        join_countries(&mut words);
        let mut sorted: Vec<&str> = words.iter().map(String::as_str).collect();
        sorted.sort_unstable();
        Self {
            joined: words.join(" "),
            sorted: sorted.join(" "),
            initials: initials(&words),
            words,
        }
    }

    /// The word that may be the initials of another name, where there is hardly another word beside it.
    pub(super) fn short(&self) -> Option<&str> {
        let word = self.words.first().filter(|_| self.words.len() <= 2)?;
        let length = word.chars().count();
        (SHORT.0..=SHORT.1).contains(&length).then_some(word)
    }
}

fn initials(words: &[String]) -> Option<String> {
    let firsts = words.iter().filter_map(|word| word.chars().next());
    (words.len() >= SHORT.0).then(|| firsts.collect())
}

/// How many letters a name that is made of initials has.
const SHORT: (usize, usize) = (3, 6);

fn is_filler(word: &str) -> bool {
    [
        "and", "the", "of", "for", "und", "et", "y", "och", "og", "de", "la", "der", "die", "le",
    ]
    .contains(&word)
}

/// What the abbreviation stands for; ä, ae and a are one here, as nothing is decided by it.
fn written_out(word: &str) -> String {
    if let Ok(place) = ABBREVIATIONS.binary_search_by(|(short, _)| (*short).cmp(word)) {
        return ABBREVIATIONS[place].1.to_owned();
    }
    let word: String = word.chars().take(LETTERS).collect();
    // Places are shown to people.
    if !word.is_ascii() || places::is_telling(&word) {
        return word;
    }
    word.replace("ae", "a")
        .replace("oe", "o")
        .replace("ue", "u")
}

/// Countries of two words are one: `united kingdom` is `uk`.
fn join_countries(words: &mut Vec<String>) {
    for (first, second, code) in [
        ("united", "kingdom", "uk"),
        ("great", "britain", "uk"),
        ("united", "states", "usa"),
    ] {
        let place = words
            .windows(2)
            .position(|it| it[0] == first && it[1] == second);
        if let Some(place) = place {
            words.drain(place..=place + 1);
            words.insert(place, code.to_owned());
        }
    }
}

/// In the order of the alphabet.
const ABBREVIATIONS: &[(&str, &str)] = &[
    ("1st", "first"),
    ("2nd", "second"),
    ("3rd", "third"),
    ("4th", "fourth"),
    ("acad", "academy"),
    ("acct", "accounting"),
    ("accts", "accountants"),
    ("admin", "administration"),
    ("adv", "advanced"),
    ("agcy", "agency"),
    ("am", "american"),
    ("amer", "american"),
    ("apts", "apartments"),
    ("arch", "architects"),
    ("assn", "association"),
    ("assoc", "associates"),
    ("assocs", "associates"),
    ("atty", "attorney"),
    ("attys", "attorneys"),
    ("auto", "automotive"),
    ("bldg", "building"),
    ("bldrs", "builders"),
    ("bros", "brothers"),
    ("cath", "catholic"),
    ("center", "centre"),
    ("chem", "chemical"),
    ("chiro", "chiropractic"),
    ("cntr", "centre"),
    ("cnty", "county"),
    ("coll", "college"),
    ("comm", "community"),
    ("comms", "communications"),
    ("const", "construction"),
    ("constr", "construction"),
    ("coop", "cooperative"),
    ("ctr", "centre"),
    ("cty", "county"),
    ("dept", "department"),
    ("dev", "development"),
    ("dist", "distribution"),
    ("distr", "distribution"),
    ("div", "division"),
    ("elec", "electric"),
    ("elem", "elementary"),
    ("eng", "engineering"),
    ("engr", "engineering"),
    ("ent", "enterprises"),
    ("entps", "enterprises"),
    ("env", "environmental"),
    ("equip", "equipment"),
    ("fdn", "foundation"),
    ("fin", "financial"),
    ("fndn", "foundation"),
    ("ft", "fort"),
    ("gb", "uk"),
    ("gen", "general"),
    ("ges", "gesellschaft"),
    ("govt", "government"),
    ("grp", "group"),
    ("hldg", "holding"),
    ("hldgs", "holdings"),
    ("hosp", "hospital"),
    ("hts", "heights"),
    ("ind", "industries"),
    ("inds", "industries"),
    ("indus", "industries"),
    ("ins", "insurance"),
    ("inst", "institute"),
    ("int", "international"),
    ("intl", "international"),
    ("inv", "investments"),
    ("jr", "junior"),
    ("lab", "laboratory"),
    ("labs", "laboratories"),
    ("lib", "library"),
    ("mach", "machinery"),
    ("maint", "maintenance"),
    ("manuf", "manufacturing"),
    ("med", "medical"),
    ("mfg", "manufacturing"),
    ("mgmt", "management"),
    ("mgt", "management"),
    ("mkt", "market"),
    ("mktg", "marketing"),
    ("mt", "mount"),
    ("muni", "municipal"),
    ("natl", "national"),
    ("nd", "second"),
    ("org", "organization"),
    ("organisation", "organization"),
    ("pharm", "pharmacy"),
    ("phys", "physicians"),
    ("plbg", "plumbing"),
    ("prod", "products"),
    ("prods", "products"),
    ("prof", "professional"),
    ("prop", "properties"),
    ("props", "properties"),
    ("rd", "road"),
    ("reg", "regional"),
    ("rehab", "rehabilitation"),
    ("rest", "restaurant"),
    ("sch", "school"),
    ("sci", "science"),
    ("sec", "security"),
    ("soc", "society"),
    ("sol", "solutions"),
    ("sols", "solutions"),
    ("spec", "specialists"),
    ("sr", "senior"),
    ("st", "saint"),
    ("ste", "sainte"),
    ("str", "strasse"),
    ("svc", "service"),
    ("svcs", "services"),
    ("sys", "systems"),
    ("tech", "technology"),
    ("technol", "technology"),
    ("trans", "transport"),
    ("transp", "transport"),
    ("twp", "township"),
    ("univ", "university"),
    ("us", "usa"),
    ("util", "utilities"),
    ("vet", "veterinary"),
    ("vlg", "village"),
    ("whse", "warehouse"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn abbreviations_are_in_order() {
        let in_order = |it: &[(&str, &str)]| it[0].0 < it[1].0;
        assert!(ABBREVIATIONS.windows(2).all(in_order));
    }
}

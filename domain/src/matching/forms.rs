//! Legal forms at the end of names, in the languages that MSPs' customers come from.

/// Whose law a form belongs to, as bits. Forms of many countries have none.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Families(u16);

const MANY: u16 = 0;
const AMERICAN: u16 = 1;
const BRITISH: u16 = 1 << 1;
const GERMAN: u16 = 1 << 2;
const DUTCH: u16 = 1 << 3;
const ROMANCE: u16 = 1 << 4;
const NORDIC: u16 = 1 << 5;
const SLAVIC: u16 = 1 << 6;
const HUNGARIAN: u16 = 1 << 7;
const ASIAN: u16 = 1 << 8;
/// Also a word of its own: a spa is not an Italian company.
const DOUBTFUL: u16 = 1 << 15;

impl Families {
    /// Whether one company could have both: none is known of one of them, or they share a country.
    pub(super) const fn agree(self, other: Self) -> bool {
        let (ours, theirs) = (self.0 & !DOUBTFUL, other.0 & !DOUBTFUL);
        let alike = ours == 0 || theirs == 0 || ours & theirs != 0;
        alike && (self.0 ^ other.0) & DOUBTFUL == 0
    }
}

/// Longer ones before those that they end with.
const FORMS: &[(&str, u16)] = &[
    ("public limited company", BRITISH),
    ("private limited company", BRITISH),
    ("limited liability company", AMERICAN),
    ("limited liability partnership", MANY),
    ("limited partnership", MANY),
    ("private limited", BRITISH),
    ("proprietary limited", BRITISH),
    ("limited", BRITISH),
    ("ltd", BRITISH),
    ("plc", BRITISH),
    ("cic", BRITISH),
    ("pty", BRITISH),
    ("pvt", BRITISH),
    ("pte", BRITISH | ASIAN),
    ("sdn", BRITISH | ASIAN),
    ("bhd", BRITISH | ASIAN),
    ("llp", MANY),
    ("lp", MANY),
    ("company", MANY),
    ("co", MANY),
    ("incorporated", AMERICAN),
    ("inc", AMERICAN),
    ("corporation", AMERICAN),
    ("corp", AMERICAN),
    ("llc", AMERICAN),
    ("pllc", AMERICAN),
    ("gesellschaft mit beschrankter haftung", GERMAN),
    ("gesellschaft mit beschraenkter haftung", GERMAN),
    ("haftungsbeschrankt", GERMAN),
    ("haftungsbeschraenkt", GERMAN),
    ("aktiengesellschaft", GERMAN),
    ("gmbh", GERMAN),
    ("ggmbh", GERMAN),
    ("mbh", GERMAN),
    ("ag", GERMAN),
    ("ug", GERMAN),
    ("kg", GERMAN),
    ("kgaa", GERMAN),
    ("ohg", GERMAN),
    ("gbr", GERMAN),
    ("ek", GERMAN),
    ("e k", GERMAN),
    ("ev", GERMAN),
    ("eg", GERMAN),
    ("se", MANY),
    ("bv", DUTCH),
    ("bvba", DUTCH),
    ("nv", DUTCH),
    ("vof", DUTCH),
    ("sa de cv", ROMANCE),
    ("s de rl de cv", ROMANCE),
    ("sa", ROMANCE),
    ("sarl", ROMANCE),
    ("sa rl", ROMANCE),
    ("sas", ROMANCE),
    ("sasu", ROMANCE),
    ("eurl", ROMANCE),
    ("srl", ROMANCE),
    ("spa", ROMANCE | DOUBTFUL),
    ("sl", ROMANCE),
    ("slu", ROMANCE),
    ("lda", ROMANCE),
    ("ltda", ROMANCE),
    ("ab", NORDIC),
    ("aktiebolag", NORDIC),
    ("as", NORDIC | SLAVIC),
    ("asa", NORDIC),
    ("aps", NORDIC),
    ("oy", NORDIC),
    ("oyj", NORDIC),
    ("sp z oo", SLAVIC),
    ("sp zoo", SLAVIC),
    ("spzoo", SLAVIC),
    ("spolka z oo", SLAVIC),
    ("sro", SLAVIC),
    ("s ro", SLAVIC),
    ("doo", SLAVIC),
    ("d oo", SLAVIC),
    ("ооо", SLAVIC),
    ("оао", SLAVIC),
    ("зао", SLAVIC),
    ("пао", SLAVIC),
    ("ао", SLAVIC),
    ("тоо", SLAVIC),
    ("kft", HUNGARIAN),
    ("zrt", HUNGARIAN),
    ("nyrt", HUNGARIAN),
    ("bt", HUNGARIAN),
    ("kk", ASIAN),
    ("gk", ASIAN),
];

/// Written without a space, before or behind the name.
const ATTACHED: &[&str] = &[
    "株式会社",
    "有限会社",
    "合同会社",
    "股份有限公司",
    "有限责任公司",
    "有限公司",
    "주식회사",
    "유한회사",
];

/// Takes legal forms off the end, as often as there is one, and a leading "The"; never the last word.
pub(super) fn strip(words: &mut Vec<String>) -> Families {
    let mut families = attached(words);
    while let Some((length, family)) = at_end(words) {
        words.truncate(words.len() - length);
        families |= family;
        // `GmbH & Co. KG`, `Smith & Co`
        if words.len() > 1 && words.last().is_some_and(|last| last == "and") {
            words.pop();
        }
    }
    if let Some(family) = at_begin(words) {
        words.remove(0);
        families |= family;
    }
    if words.len() > 1 && words[0] == "the" {
        words.remove(0);
    }
    Families(families)
}

/// How many words at the end are a legal form, if others are left.
fn at_end(words: &[String]) -> Option<(usize, u16)> {
    let last = words.last()?;
    let article = usize::from(words[0] == "the");
    FORMS.iter().find_map(|(form, family)| {
        let ends_so = form.ends_with(last.as_str());
        let length = if ends_so { form.split(' ').count() } else { 0 };
        let begin = words.len().checked_sub(length)?;
        let is_it = ends_so
            && words[begin..]
                .iter()
                .map(String::as_str)
                .eq(form.split(' '));
        (is_it && begin > article).then_some((length, *family))
    })
}

/// In Russian the form comes first.
fn at_begin(words: &[String]) -> Option<u16> {
    let first = words
        .first()
        .filter(|it| words.len() > 1 && !it.is_ascii())?;
    let form = FORMS.iter().find(|(form, _)| form == first)?;
    Some(form.1)
}

fn attached(words: &mut Vec<String>) -> u16 {
    let mut found = false;
    for form in ATTACHED {
        for word in words.iter_mut().filter(|word| !word.is_ascii()) {
            let rest = word.strip_prefix(form).or_else(|| word.strip_suffix(form));
            if let Some(rest) = rest.filter(|rest| !rest.is_empty()) {
                *word = rest.to_owned();
                found = true;
            }
        }
        let is_form = |word: &String| word == form;
        if words.iter().any(is_form) && !words.iter().all(is_form) {
            words.retain(|word| word != form);
            found = true;
        }
    }
    if found { ASIAN } else { MANY }
}

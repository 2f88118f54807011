//! What happens to names on the way from one system to another.

/// The letters in the middle of the longest word change their places.
pub(super) fn swapped(name: &str) -> String {
    at_longest(name, |word| {
        let middle = (1..word.len() - 1)
            .rev()
            .find(|at| word[*at] != word[at - 1]);
        if let Some(at) = middle.filter(|_| word.len() > 4) {
            word.swap(at, at - 1);
        }
    })
}

pub(super) fn dropped(name: &str) -> String {
    at_longest(name, |word| {
        word.remove(word.len() / 2);
    })
}

pub(super) fn doubled(name: &str) -> String {
    at_longest(name, |word| {
        let middle = word.len() / 2;
        word.insert(middle, word[middle]);
    })
}

fn at_longest(name: &str, change: impl Fn(&mut Vec<char>)) -> String {
    let mut words: Vec<Vec<char>> = name.split(' ').map(|word| word.chars().collect()).collect();
    if let Some(longest) = words.iter_mut().max_by_key(|word| word.len()) {
        change(longest);
    }
    let words: Vec<String> = words
        .into_iter()
        .map(|word| word.into_iter().collect())
        .collect();
    words.join(" ")
}

pub(super) fn abbreviated(name: &str) -> String {
    let short = [
        ("International", "Intl"),
        ("Manufacturing", "Mfg"),
        ("Services", "Svcs"),
        ("Associates", "Assoc"),
        ("Association", "Assn"),
        ("Brothers", "Bros"),
        ("Saint", "St"),
        ("University", "Univ"),
        ("Management", "Mgmt"),
        ("Engineering", "Eng"),
        ("Technology", "Tech"),
        ("Center", "Ctr"),
        ("Construction", "Constr."),
        ("Insurance", "Ins."),
        ("Medical", "Med"),
        ("Veterinary", "Vet"),
        ("Financial", "Fin"),
        ("Property", "Prop"),
        ("Accounting", "Acctg"),
        ("Solutions", "Solns"),
        ("Group", "Grp"),
        ("Electric", "Elec"),
        ("Plumbing", "Plbg"),
        ("Logistics", "Log."),
        ("Architects", "Arch."),
        ("Dental", "Dntl"),
    ];
    short.iter().fold(name.to_owned(), |name, (long, short)| {
        name.replace(long, short)
    })
}

/// The last word comes first, as in lists by surname.
pub(super) fn turned(name: &str) -> String {
    let (rest, last) = name.rsplit_once(' ').unwrap_or(("", name));
    format!("{last}, {rest}")
}

pub(super) fn without_last(name: &str) -> String {
    name.rsplit_once(' ').map_or(name, |it| it.0).to_owned()
}

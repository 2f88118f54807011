use super::lists::LEGAL_FORMS;
use crate::matching::NormalName;

fn name(text: &str) -> NormalName {
    NormalName::of(text).unwrap_or_else(|| panic!("{text:?} names something"))
}

fn same(one: &str, other: &str) {
    assert!(
        name(one).is(&name(other)),
        "{:?} and {:?}",
        name(one),
        name(other)
    );
}

fn different(one: &str, other: &str) {
    assert!(
        !name(one).is(&name(other)),
        "{:?} and {:?}",
        name(one),
        name(other)
    );
}

#[test]
fn case_punctuation_and_spaces_do_not_count() {
    same("Contoso Widgets", "  CONTOSO\t widgets ");
    same("Contoso-Widgets", "Contoso, Widgets.");
    same("St Mary's School", "St. Marys School");
    same("O’Brien", "O'Brien");
    same("A.B.C. Dental", "ABC Dental");
    same("A B C Dental", "ABC Dental");
    same("Contoso™ Widgets®", "Contoso Widgets");
    same("Ｃｏｎｔｏｓｏ", "Contoso");
    same("Con\u{ad}toso\u{200b}", "Contoso");
    different("Contoso Widgets", "Contoso Gadgets");
}

#[test]
fn an_ampersand_is_a_word() {
    same("Smith & Sons", "Smith and Sons");
    same("Smith&Sons", "SMITH AND SONS");
    same("Smith + Sons", "Smith & Sons");
    different("Smith & Sons", "Smith Sons");
    different("A+ Computers", "A Computers");
}

#[test]
fn marks_may_be_spelled_out_or_lost_but_not_both() {
    same("Müller Bau", "Mueller Bau");
    same("Müller Bau", "Muller Bau");
    same("Mu\u{308}ller Bau", "Mueller Bau");
    different("Mueller Bau", "Muller Bau");
    different("Blue Dental", "Blu Dental");
    same("Größe", "Groesse");
    same("Größe", "GROSSE");
    same("Søren Åberg", "Soeren Aaberg");
    same("Søren Åberg", "Soren Aberg");
    same("Café Żółw Çelik", "Cafe Zolw Celik");
    same("Encyclopædia", "Encyclopaedia");
}

#[test]
fn legal_forms_of_many_languages_are_stripped() {
    for form in LEGAL_FORMS {
        assert_eq!(
            name(&format!("Contoso {form}")).as_str(),
            "contoso",
            "{form}"
        );
        same("Contoso", &format!("Contoso, {form}"));
    }
    same("The Contoso Company", "Contoso");
    same("ООО «Ромашка»", "Ромашка");
    same("株式会社サンプル", "サンプル");
    same("サンプル株式会社", "サンプル 株式会社");
    // Only at the end, and no part of a word.
    assert_eq!(name("Limited Editions").as_str(), "limited editions");
    assert_eq!(name("Contoso Abag").as_str(), "contoso abag");
    assert_eq!(name("Plan B B.V.").as_str(), "plan b");
}

#[test]
fn legal_forms_of_different_countries_are_different_companies() {
    same("Contoso", "Contoso Ltd");
    same("Contoso", "Contoso Inc");
    same("Contoso Ltd", "Contoso Limited");
    same("Contoso Pty Ltd", "Contoso Limited");
    same("Contoso LLC", "Contoso, Inc.");
    same("Contoso GmbH", "Contoso AG");
    different("Contoso Ltd", "Contoso Inc");
    different("Contoso GmbH", "Contoso LLC");
    assert_eq!(name("Contoso Ltd").as_str(), name("Contoso Inc").as_str());
}

#[test]
fn a_spa_is_no_italian_company() {
    same("Fabrikam S.p.A.", "Fabrikam SpA");
    different("Serenity Spa", "Serenity");
    different("Serenity Spa LLC", "Serenity LLC");
}

#[test]
fn a_name_is_never_stripped_to_nothing() {
    for text in [
        "GmbH",
        "The Limited",
        "The",
        "Co",
        "Ltd. Ltd.",
        "& Co. KG",
        "株式会社",
        "株式会社 株式会社",
        "The The",
    ] {
        assert!(!name(text).as_str().is_empty(), "{text}");
    }
    assert_eq!(name("The Limited").as_str(), "limited");
    assert_eq!(name("🚀🚀").as_str(), "🚀🚀");
    different("🚀🚀", "🍕");
    same("Rocket 🚀", "Rocket");
}

#[test]
fn other_scripts_keep_their_letters() {
    same("Алёна", "АЛЕНА");
    different("Койл", "Коил");
    different("かがく", "かかく");
    different("हिंदी", "हदी");
    same("예시", "예시");
    assert_eq!(name("예시").as_str(), "예시");
    same("\u{202b}شركة المثال\u{202c}", "شركة المثال");
    different("上海示例", "北京示例");
    same("ΠΑΡΑΔΕΙΓΜΑΣ", "παράδειγμας");
}

#[test]
fn what_names_nothing_is_no_name() {
    for text in [
        "",
        "  ",
        "-",
        "---",
        "...",
        "?",
        "n\u{0}".trim_start_matches('n'),
        "'",
        "\u{200b}",
        "\u{301}",
        "()",
        "–",
        "。",
    ] {
        assert!(NormalName::of(text).is_none(), "{text:?}");
    }
}

//! Countries by the names and codes that systems use for them.

use super::letters::{Spelling, words};

/// The code of two letters; none for what is not known here, which then says nothing.
pub(super) fn code(text: &str) -> Option<&'static str> {
    let text = words(text, Spelling::Plain).join(" ");
    let known = |row: &&&[&str]| row.contains(&text.as_str());
    COUNTRIES.iter().find(known).map(|row| row[0])
}

/// The code first.
const COUNTRIES: &[&[&str]] = &[
    &[
        "us",
        "usa",
        "united states",
        "united states of america",
        "america",
    ],
    &[
        "gb",
        "uk",
        "gbr",
        "united kingdom",
        "great britain",
        "england",
        "scotland",
        "wales",
        "northern ireland",
    ],
    &["ca", "can", "canada"],
    &["au", "aus", "australia"],
    &["nz", "nzl", "new zealand"],
    &["ie", "irl", "ireland"],
    &["de", "deu", "germany", "deutschland"],
    &["at", "aut", "austria", "osterreich", "oesterreich"],
    &["ch", "che", "switzerland", "schweiz", "suisse", "svizzera"],
    &[
        "nl",
        "nld",
        "netherlands",
        "the netherlands",
        "nederland",
        "holland",
    ],
    &["be", "bel", "belgium", "belgie", "belgique"],
    &["lu", "lux", "luxembourg", "luxemburg"],
    &["fr", "fra", "france"],
    &["es", "esp", "spain", "espana"],
    &["pt", "prt", "portugal"],
    &["it", "ita", "italy", "italia"],
    &["dk", "dnk", "denmark", "danmark"],
    &["se", "swe", "sweden", "sverige"],
    &["no", "nor", "norway", "norge"],
    &["fi", "fin", "finland", "suomi"],
    &["is", "isl", "iceland"],
    &["pl", "pol", "poland", "polska"],
    &["cz", "cze", "czechia", "czech republic"],
    &["sk", "svk", "slovakia"],
    &["hu", "hun", "hungary", "magyarorszag"],
    &["ro", "rou", "romania"],
    &["bg", "bgr", "bulgaria"],
    &["gr", "grc", "greece"],
    &["si", "svn", "slovenia"],
    &["hr", "hrv", "croatia"],
    &["ee", "est", "estonia"],
    &["lv", "lva", "latvia"],
    &["lt", "ltu", "lithuania"],
    &["ua", "ukr", "ukraine"],
    &["tr", "tur", "turkey", "turkiye"],
    &["il", "isr", "israel"],
    &["ae", "are", "uae", "united arab emirates"],
    &["sa", "sau", "saudi arabia"],
    &["za", "zaf", "south africa"],
    &["in", "ind", "india"],
    &["sg", "sgp", "singapore"],
    &["my", "mys", "malaysia"],
    &["hk", "hkg", "hong kong"],
    &["jp", "jpn", "japan"],
    &["cn", "chn", "china"],
    &["kr", "kor", "south korea", "korea"],
    &["ph", "phl", "philippines"],
    &["mx", "mex", "mexico"],
    &["br", "bra", "brazil", "brasil"],
    &["ar", "arg", "argentina"],
    &["cl", "chl", "chile"],
    &["co", "col", "colombia"],
];

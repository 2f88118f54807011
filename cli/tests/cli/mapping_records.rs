//! Whose one record is, said at the command line: with what belongs to it, and with what does not.

use std::process::{Child, Output, Stdio};

use tenantry_support::{World, on_both_databases};

use crate::mapping_stage::Stage;
use crate::program::{Answer, MSP, OTHER_MSP, text};

on_both_databases!(
    a_suggestion_is_accepted_and_shown,
    what_was_done_with_a_record_is_told_and_undone,
    records_are_listed_page_by_page_and_by_what_they_are,
    whoever_comes_second_is_told_who_was_first,
    one_place_is_for_one_record,
    a_repeated_key_links_once,
    what_is_not_there_is_refused,
    of_two_at_once_one_wins,
    names_of_all_kinds_are_printed_safely
);

const NOBODY: &str = "0190b5a0-7a3e-7c65-9a54-3f1b6f0f8aee";

#[track_caller]
fn steps(stage: &Stage, record: &str) -> Vec<String> {
    let told = stage.json(&["records", "history", record]);
    let steps = told.iter().map(|it| text(&it["step"]).to_owned());
    steps.collect()
}

async fn a_suggestion_is_accepted_and_shown(world: World) {
    let stage = Stage::open(world).await;
    stage.account(1, "Northwind's Autotask", false).await;
    let contoso = stage.customer("Contoso Retail");
    let record = stage.company("Contoso Retial").await;
    stage.catch_up();

    let told = &stage.json(&["records", "suggest", &record])[0];
    assert_eq!(text(&told["suggestions"][0]["customer"]), contoso, "{told}");
    let score = format!(
        "{:.2}",
        told["suggestions"][0]["score"].as_f64().expect("a score")
    );
    let plain = stage.ok(&["records", "suggest", &record]);
    assert!(
        plain.contains(&score) && plain.contains("Contoso Retail"),
        "{plain}"
    );
    assert!(plain.contains("name 0."), "{plain}");

    let link = ["records", "link", &record, "--customer", &contoso];
    let done = &stage.json(&[&link[..], &["--suggested", &score]].concat())[0];
    assert_eq!(text(&done["outcome"]), "recorded");
    assert_eq!(text(&done["stream"]), format!("vendor_record/{record}"));
    assert_eq!(text(&stage.json(&link)[0]["outcome"]), "already done");
    stage.catch_up();
    let shown = &stage.json(&["records", "show", &record])[0];
    assert_eq!(text(&shown["link"]["customer_name"]), "Contoso Retail");
    assert_eq!(text(&shown["link"]["how"]), "suggested");
    assert_eq!(text(&shown["mapped_by"]), "operator ada");
    assert_eq!(text(&shown["source"]["name"]), "Northwind's Autotask");
    let plain = stage.ok(&["records", "show", &record]);
    for part in [
        "Contoso Retail",
        &format!("suggested with {score}"),
        "read 1970-",
    ] {
        assert!(plain.contains(part), "{part} in {plain}");
    }
}

async fn what_was_done_with_a_record_is_told_and_undone(world: World) {
    let stage = Stage::open(world).await;
    let contoso = stage.customer("Contoso Retail");
    let fabrikam = stage.customer("Fabrikam");
    let record = stage.company("Contoso").await;
    stage.catch_up();
    let link = ["records", "link", &record, "--customer", &contoso];
    stage.ok(&link);
    let moving = [
        "records", "move", &record, "--from", &contoso, "--to", &fabrikam,
    ];
    stage.ok(&[&moving[..], &["--reason", "the invoice says so"]].concat());
    stage.refused(
        &[
            "records", "move", &record, "--from", &contoso, "--to", NOBODY,
        ],
        "RECORD_LINKED_ELSEWHERE",
    );
    let history = stage.json(&["records", "history", &record]);
    let last = history.last().expect("a step");
    assert_eq!(text(&last["reason"]), "the invoice says so");
    let position = last["position"].to_string();
    let undo = ["records", "undo", &record, "--position", &position];
    stage.ok(&undo);
    assert_eq!(stage.whose(&record).as_deref(), Some(&*contoso));
    stage.refused(&undo, "UNDO_OVERTAKEN");
    stage.ok(&["records", "unlink", &record, "--customer", &contoso]);
    let nobodys = &stage.json(&["records", "unlink", &record, "--customer", NOBODY])[0];
    assert_eq!(text(&nobodys["outcome"]), "already done");

    stage.refused(&["records", "ignore", &record], "INVALID_TEXT");
    stage.ok(&["records", "ignore", &record, "--reason", "a supplier"]);
    stage.refused(&link, "RECORD_IGNORED_BY_CHOICE");
    stage.ok(&["records", "heed", &record]);
    assert_eq!(
        steps(&stage, &record),
        ["linked", "moved", "moved", "parted", "ignored", "heeded"]
    );
    let plain = stage.ok(&["records", "history", &record]);
    for part in [
        "Contoso Retail → Fabrikam",
        "operator ada",
        "the invoice says so",
        "a supplier",
    ] {
        assert!(plain.contains(part), "{part} in {plain}");
    }
}

async fn records_are_listed_page_by_page_and_by_what_they_are(world: World) {
    let stage = Stage::open(world).await;
    let contoso = stage.customer("Contoso");
    let mine = stage.company("Contoso").await;
    stage.company("adatum").await;
    stage.site("Contoso main").await;
    stage.strangers("Contoso").await;
    stage.link(&mine, &contoso);
    stage.catch_up();
    let list = |more: &[&str]| {
        let all = stage.json(&[&["records", "list"], more].concat());
        let names = all.iter().map(|it| text(&it["name"]).to_owned());
        names.collect::<Vec<String>>()
    };
    assert_eq!(list(&[]), ["adatum", "Contoso", "Contoso main"]);
    assert_eq!(list(&["--prefix", "con"]), ["Contoso", "Contoso main"]);
    assert_eq!(list(&["--vendor", "datto-rmm"]), ["Contoso main"]);
    assert_eq!(list(&["--state", "linked"]), ["Contoso"]);
    assert_eq!(list(&["--customer", &contoso]), ["Contoso"]);
    assert_eq!(
        list(&["--state", "unmapped", "--vendor", "autotask"]),
        ["adatum"]
    );
    assert!(list(&["--kind", "device"]).is_empty());
    assert!(list(&["--vanished"]).is_empty());
    assert_eq!(list(&["--present", "--account", "7"]), Vec::<String>::new());
    let first = stage.run(&["records", "list", "--first", "2"]);
    let cursor = first.err.split("--after '").nth(1).expect("there are more");
    let cursor = cursor.trim_end().trim_end_matches('\'');
    assert_eq!(list(&["--first", "2", "--after", cursor]), ["Contoso main"]);
    let plain = stage.ok(&["records", "list"]);
    assert!(
        plain.contains("autotask") && plain.contains("unmapped"),
        "{plain}"
    );
    for (args, exit) in [
        (&["--vendor", "autotasks"][..], 2),
        (&["--kind", "car"], 2),
        (&["--vanished", "--present"], 2),
        (&["--connection", "x"], 3),
        (&["--customer", "x"], 3),
        (&["--after", "x"], 3),
    ] {
        let answer = stage.run(&[&["records", "list"], args].concat());
        assert_eq!(answer.exit, exit, "{args:?}: {answer:?}");
    }
}

async fn whoever_comes_second_is_told_who_was_first(world: World) {
    let stage = Stage::open(world).await;
    let (contoso, fabrikam) = (stage.customer("Contoso"), stage.customer("Fabrikam"));
    let record = stage.company("Contoso").await;
    stage.link(&record, &contoso);
    let link = ["records", "link", &record, "--customer", &fabrikam];
    stage.refused(&link, "RECORD_LINKED_ELSEWHERE");
    let told = stage.run(&link).err;
    assert!(
        told.contains(&contoso) && told.contains("operator ada"),
        "{told}"
    );
    assert!(told.contains("tenantry records move"), "{told}");
    stage.refused(
        &["records", "ignore", &record, "--reason", "x"],
        "RECORD_LINKED_ELSEWHERE",
    );
    stage.refused(
        &["records", "link", &record, "--customer", NOBODY],
        "RECORD_LINKED_ELSEWHERE",
    );
}

async fn one_place_is_for_one_record(world: World) {
    let stage = Stage::open(world).await;
    let contoso = stage.customer("Contoso");
    let (one, two) = (
        stage.company("Contoso").await,
        stage.company("Contoso Ltd").await,
    );
    let sites = [
        stage.site("Contoso main").await,
        stage.site("Contoso branch").await,
    ];
    stage.link(&one, &contoso);
    let second = ["records", "link", &two, "--customer", &contoso];
    stage.refused(&second, "SEAT_TAKEN");
    assert!(stage.run(&second).err.contains(&one));
    for site in &sites {
        stage.link(site, &contoso);
    }
    stage.refused(
        &["records", "link", &two, "--customer", NOBODY],
        "CUSTOMER_NOT_FOUND",
    );
    assert_eq!(stage.whose(&two), None);
}

async fn a_repeated_key_links_once(world: World) {
    let stage = Stage::open(world).await;
    let (contoso, fabrikam) = (stage.customer("Contoso"), stage.customer("Fabrikam"));
    let record = stage.company("Contoso").await;
    let link = ["records", "link", &record, "--key", "k", "--customer"];
    let to = |customer: &str| [&link[..], &[customer]].concat().join(" ");
    let ask = |line: &str| stage.json(&line.split(' ').collect::<Vec<_>>());
    assert_eq!(text(&ask(&to(&contoso))[0]["outcome"]), "recorded");
    assert_eq!(text(&ask(&to(&contoso))[0]["outcome"]), "replayed");
    let other: Vec<String> = to(&fabrikam).split(' ').map(str::to_owned).collect();
    let other: Vec<&str> = other.iter().map(String::as_str).collect();
    stage.refused(&other, "IDEMPOTENCY_KEY_REUSED");
    // Undone under a key, and asked again: it is not undone twice.
    let undo = ["records", "undo", &record, "--key", "u"];
    assert_eq!(text(&stage.json(&undo)[0]["outcome"]), "recorded");
    assert_eq!(text(&stage.json(&undo)[0]["outcome"]), "replayed");
    assert_eq!(steps(&stage, &record), ["linked", "parted"]);
}

async fn what_is_not_there_is_refused(world: World) {
    let stage = Stage::open(world).await;
    let contoso = stage.customer("Contoso");
    let strangers = stage.strangers("Contoso").await;
    let mine = stage.company("Contoso").await;
    stage.catch_up();
    for record in [NOBODY, &strangers] {
        for (command, code) in [
            ("show", "RECORD_NOT_FOUND"),
            ("suggest", "RECORD_NOT_FOUND"),
            ("history", "RECORD_NOT_FOUND"),
            ("heed", "RECORD_NOT_FOUND"),
            ("undo", "UNDO_NOTHING"),
        ] {
            stage.refused(&["records", command, record], code);
            stage.refused(&["records", command, "contoso"], "MALFORMED_ID");
        }
        let said = ["--customer", &contoso];
        stage.refused(
            &[&["records", "link", record][..], &said].concat(),
            "RECORD_NOT_FOUND",
        );
        stage.refused(
            &[&["records", "unlink", record][..], &said].concat(),
            "RECORD_NOT_FOUND",
        );
        let ignore = ["records", "ignore", record, "--reason", "x"];
        stage.refused(&ignore, "RECORD_NOT_FOUND");
    }
    stage.refused(
        &["records", "link", &mine, "--customer", "contoso"],
        "MALFORMED_ID",
    );
    stage.refused(&["records", "undo", &mine], "UNDO_NOTHING");
    let asked = [
        "records",
        "link",
        &mine,
        "--customer",
        &contoso,
        "--suggested",
    ];
    for score in ["94", "1.01", "nan", "-0.1"] {
        assert_eq!(
            stage.run(&[&asked[..], &[score]].concat()).exit,
            2,
            "{score}"
        );
    }
    let elsewhere = ["records", "show", &mine, "--msp", OTHER_MSP];
    stage.program.refused(&elsewhere, 3, "RECORD_NOT_FOUND");
    assert_eq!(stage.whose(&mine), None);
    assert!(steps(&stage, &mine).is_empty());
}

fn begin(stage: &Stage, record: &str, customer: &str) -> Child {
    let args = [
        "records",
        "link",
        record,
        "--customer",
        customer,
        "--msp",
        MSP,
    ];
    let mut command = stage.program.command(&args);
    let command = command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command.spawn().expect("the program runs")
}

async fn of_two_at_once_one_wins(world: World) {
    let stage = Stage::open(world).await;
    let customers = [stage.customer("Contoso"), stage.customer("Fabrikam")];
    let record = stage.company("Contoso").await;
    let running = customers.each_ref().map(|it| begin(&stage, &record, it));
    let ended = running.map(|child| {
        let output: Output = child.wait_with_output().expect("it ends");
        Answer::from(output)
    });
    let (won, lost) = match (&ended[0].exit, &ended[1].exit) {
        (0, 3) => (0, 1),
        (3, 0) => (1, 0),
        _ => panic!("{ended:?}"),
    };
    let told = &ended[lost].err;
    assert!(told.contains("RECORD_LINKED_ELSEWHERE"), "{told}");
    assert!(told.contains(&customers[won]), "{told}");
    assert_eq!(stage.whose(&record).as_ref(), Some(&customers[won]));
}

async fn names_of_all_kinds_are_printed_safely(world: World) {
    let stage = Stage::open(world).await;
    let long = "ä".repeat(200);
    let names = [
        "",
        &long,
        "🚀🚀",
        "שלום",
        "ok\u{202e}gnorw",
        "one\u{1b}[2Jtwo",
    ];
    let mut records = Vec::new();
    for name in names {
        records.push(stage.company(name).await);
    }
    stage.catch_up();
    let mut told = stage.ok(&["records", "list"]);
    for record in &records {
        told += &stage.ok(&["records", "show", record]);
        told += &stage.ok(&["records", "suggest", record]);
    }
    told += &stage.ok(&["mapping", "preview", "--above", "0"]);
    told += &stage.ok(&[
        &["customers", "from-record"][..],
        &[&records[0], &records[4]],
    ]
    .concat());
    for part in ["(no name)", &long, "🚀🚀", "שלום", "ok\u{fffd}gnorw"] {
        assert!(told.contains(part), "{part} in {told}");
    }
    let why = "a\u{202e}b";
    stage.ok(&["records", "ignore", &records[5], "--reason", why]);
    let link = ["records", "link", &records[5], "--customer", NOBODY];
    told += &stage.run(&link).err;
    assert!(told.contains("a\u{fffd}b"), "{told}");
    assert!(
        !told.contains('\u{202e}') && !told.contains('\u{1b}'),
        "{told}"
    );
    // A program is given what there is.
    let listed = stage.json(&["records", "list"]);
    let listed: Vec<&str> = listed.iter().map(|it| text(&it["name"])).collect();
    assert!(
        listed.contains(&"ok\u{202e}gnorw") && listed.contains(&""),
        "{listed:?}"
    );
    stage.catch_up();
    let customers = stage.ok(&["customers", "list"]);
    assert!(
        customers.contains("(no name)") && !customers.contains('\u{202e}'),
        "{customers}"
    );
}

//! Given these events, when this command, then those events.

use std::collections::BTreeSet;

use cqrs_es::test::TestFramework;
use uuid::Uuid;

use super::{
    ChangeNoticeTopics, CloseNoticeChannel, NoteChannelTest, NoteDelivered, NoteUndelivered,
    NoticeChannel, NoticeChannelCommand as C, NoticeChannelEvent as E, NoticeChannelRefusal as R,
    NoticeTarget, NoticeTopic, OpenNoticeChannel, PATIENCE, PauseNoticeChannel, RenewNoticeSecret,
    ResumeNoticeChannel,
};
use crate::aggregate::Aggregate as _;
use crate::aggregate::bridge::Root;
use crate::record::{Micros, Position};
use crate::saga::{Fault, FaultClass};
use crate::text::{NoticeChannelName, Reason};

fn given(events: Vec<E>) -> cqrs_es::test::AggregateTestExecutor<Root<NoticeChannel>> {
    TestFramework::<Root<NoticeChannel>>::with(()).given(events)
}

fn hook() -> NoticeTarget {
    NoticeTarget::webhook("https://hooks.contoso.example/t").unwrap()
}

fn mail() -> NoticeTarget {
    NoticeTarget::mail(["ada@contoso.example"]).unwrap()
}

fn all() -> BTreeSet<NoticeTopic> {
    NoticeTopic::ALL.iter().copied().collect()
}

fn why() -> Reason {
    Reason::new("we move").unwrap()
}

fn open(target: NoticeTarget, topics: BTreeSet<NoticeTopic>) -> C {
    C::Open(OpenNoticeChannel {
        name: NoticeChannelName::new("desk").unwrap(),
        target,
        topics,
        from: 7,
        at: 10,
    })
}

fn opened(target: NoticeTarget) -> E {
    E::NoticeChannelOpened {
        name: NoticeChannelName::new("desk").unwrap(),
        target,
        topics: all(),
        from: 7,
        at: 10,
    }
}

fn pause() -> C {
    C::Pause(PauseNoticeChannel {
        reason: why(),
        at: 20,
    })
}

fn paused() -> E {
    E::NoticeChannelPaused {
        reason: why(),
        at: 20,
    }
}

fn resume() -> C {
    C::Resume(ResumeNoticeChannel { at: 30 })
}

fn resumed() -> E {
    E::NoticeChannelResumed { at: 30 }
}

fn close() -> C {
    C::Close(CloseNoticeChannel {
        reason: why(),
        at: 40,
    })
}

fn closed() -> E {
    E::NoticeChannelClosed {
        reason: why(),
        at: 40,
    }
}

fn fault() -> Fault {
    Fault::own("NOTICE_RECEIVER_SILENT", FaultClass::Transient, "")
}

fn told(after: Position, up_to: Position) -> C {
    C::NoteDelivered(NoteDelivered {
        after,
        up_to,
        notices: vec![Uuid::from_u128(1)],
        at: 50,
    })
}

fn delivered(up_to: Position) -> E {
    E::NoticesDelivered {
        up_to,
        notices: vec![Uuid::from_u128(1)],
        at: 50,
    }
}

fn fail(after: Position, gone: bool, at: Micros) -> C {
    C::NoteUndelivered(NoteUndelivered {
        after,
        fault: fault(),
        gone,
        until: at + 5,
        at,
    })
}

fn delayed(at: Micros) -> E {
    E::NoticesDelayed {
        fault: fault(),
        until: at + 5,
        at,
    }
}

fn suspended(at: Micros) -> E {
    E::NoticeChannelSuspended { fault: fault(), at }
}

#[test]
fn a_channel_is_opened_once_and_for_something() {
    given(vec![])
        .when(open(hook(), all()))
        .then_expect_events(vec![opened(hook())]);
    given(vec![])
        .when(open(hook(), BTreeSet::new()))
        .then_expect_error(R::NoticeTopicsMissing);
    // A webhook's secret was shown the first time, and is not shown again.
    given(vec![opened(hook())])
        .when(open(hook(), all()))
        .then_expect_error(R::NoticeChannelExists);
    given(vec![opened(mail())])
        .when(open(mail(), all()))
        .then_expect_events(vec![]);
    given(vec![opened(mail())])
        .when(open(hook(), all()))
        .then_expect_error(R::NoticeChannelExists);
    given(vec![opened(mail()), closed()])
        .when(open(mail(), all()))
        .then_expect_error(R::NoticeChannelClosed);
}

#[test]
fn topics_change_to_others_and_never_to_none() {
    let topics = BTreeSet::from([NoticeTopic::Reminder]);
    let (from, at) = (8, 15);
    let change = |topics| C::ChangeTopics(ChangeNoticeTopics { topics, from, at });
    given(vec![opened(mail())])
        .when(change(topics.clone()))
        .then_expect_events(vec![E::NoticeTopicsChanged { topics, from, at }]);
    given(vec![opened(mail())])
        .when(change(all()))
        .then_expect_events(vec![]);
    given(vec![opened(mail())])
        .when(change(BTreeSet::new()))
        .then_expect_error(R::NoticeTopicsMissing);
    given(vec![])
        .when(change(all()))
        .then_expect_error(R::NoticeChannelNotFound);
}

#[test]
fn what_happened_before_a_change_is_told_as_it_was_then() {
    let mut channel = NoticeChannel::default();
    let topics = BTreeSet::from([NoticeTopic::Reminder]);
    channel.evolve(&opened(mail()));
    channel.evolve(&E::NoticeTopicsChanged {
        topics: topics.clone(),
        from: 9,
        at: 15,
    });
    let known = channel.open().unwrap();
    assert_eq!((known.topics_at(9), known.topics_at(10)), (&all(), &topics));
}

#[test]
fn it_is_paused_resumed_and_closed() {
    let begun = || vec![opened(hook())];
    let and = |more: Vec<E>| [begun(), more].concat();
    given(begun())
        .when(pause())
        .then_expect_events(vec![paused()]);
    given(and(vec![paused()]))
        .when(pause())
        .then_expect_events(vec![]);
    given(and(vec![paused()]))
        .when(resume())
        .then_expect_events(vec![resumed()]);
    given(begun()).when(resume()).then_expect_events(vec![]);
    given(and(vec![delayed(20)]))
        .when(resume())
        .then_expect_events(vec![resumed()]);
    given(and(vec![suspended(20)]))
        .when(resume())
        .then_expect_events(vec![resumed()]);
    given(begun())
        .when(close())
        .then_expect_events(vec![closed()]);
    given(and(vec![closed()]))
        .when(close())
        .then_expect_events(vec![]);
    for late in [pause(), resume(), told(7, 9), fail(7, false, 60)] {
        given(and(vec![closed()]))
            .when(late.clone())
            .then_expect_error(R::NoticeChannelClosed);
        given(vec![])
            .when(late)
            .then_expect_error(R::NoticeChannelNotFound);
    }
    given(vec![])
        .when(close())
        .then_expect_error(R::NoticeChannelNotFound);
}

#[test]
fn only_a_webhook_has_a_secret() {
    let renew = || C::RenewSecret(RenewNoticeSecret { at: 16 });
    given(vec![opened(hook())])
        .when(renew())
        .then_expect_events(vec![E::NoticeSecretRenewed { at: 16 }]);
    given(vec![opened(hook()), E::NoticeSecretRenewed { at: 16 }])
        .when(renew())
        .then_expect_events(vec![]);
    given(vec![opened(mail())])
        .when(renew())
        .then_expect_error(R::NoticeSecretNone);
}

#[test]
fn of_two_who_tell_one_is_believed() {
    given(vec![opened(hook())])
        .when(told(7, 9))
        .then_expect_events(vec![delivered(9)]);
    given(vec![opened(hook())])
        .when(told(7, 7))
        .then_expect_events(vec![]);
    given(vec![opened(hook()), delivered(9)])
        .when(told(7, 11))
        .then_expect_error(R::NoticesToldElsewhere);
    given(vec![opened(hook()), delivered(9)])
        .when(told(9, 8))
        .then_expect_error(R::NoticesToldElsewhere);
    given(vec![opened(hook()), delivered(9)])
        .when(fail(7, false, 60))
        .then_expect_error(R::NoticesToldElsewhere);
    // What was told before somebody paused it is told.
    given(vec![opened(hook()), paused()])
        .when(told(7, 9))
        .then_expect_events(vec![delivered(9)]);
}

#[test]
fn what_is_not_taken_is_tried_again_for_five_days() {
    given(vec![opened(hook())])
        .when(fail(7, false, 60))
        .then_expect_events(vec![delayed(60)]);
    given(vec![opened(hook()), delayed(60)])
        .when(fail(7, false, 59 + PATIENCE))
        .then_expect_events(vec![delayed(59 + PATIENCE)]);
    given(vec![opened(hook()), delayed(60)])
        .when(fail(7, false, 60 + PATIENCE))
        .then_expect_events(vec![suspended(60 + PATIENCE)]);
    given(vec![opened(hook())])
        .when(fail(7, true, 60))
        .then_expect_events(vec![suspended(60)]);
    given(vec![opened(hook()), paused()])
        .when(fail(7, true, 60))
        .then_expect_events(vec![]);
    // Since something was taken, the time counts anew.
    given(vec![opened(hook()), delayed(60), delivered(9)])
        .when(fail(9, false, 60 + PATIENCE))
        .then_expect_events(vec![delayed(60 + PATIENCE)]);
}

#[test]
fn tries_are_counted_until_something_is_taken() {
    let mut channel = NoticeChannel::default();
    for event in [opened(hook()), delayed(60), delayed(90)] {
        channel.evolve(&event);
    }
    let failing = channel.open().unwrap().failing.clone().unwrap();
    assert_eq!((failing.since, failing.tries, failing.until), (60, 2, 95));
    channel.evolve(&delivered(9));
    let known = channel.open().unwrap();
    assert_eq!((known.position, &known.failing), (9, &None));
}

#[test]
fn a_test_is_on_record_with_what_came_of_it() {
    for outcome in [None, Some(fault())] {
        given(vec![opened(mail()), paused()])
            .when(C::NoteTest(NoteChannelTest {
                fault: outcome.clone(),
                at: 70,
            }))
            .then_expect_events(vec![E::NoticeChannelTested {
                fault: outcome,
                at: 70,
            }]);
    }
}

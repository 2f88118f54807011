//! One function per command of people: already done, then refusals, then events. What a sign-in leads
//! to is in `admission`.

use super::roles::Draft;
use super::{
    GrantRole, GroupRule, MOST_RULES, ReinstateMember, RemoveGroupRule, SetGroupRule,
    SuspendMember, Team, TeamEvent, TeamRefusal,
};
use crate::aggregate::Decision;
use crate::cloud::directory::GroupId;
use crate::ids::MemberId;
use crate::record::Micros;

type Outcome = Result<Decision<TeamEvent>, TeamRefusal>;

pub(super) fn grant(team: &Team, command: &GrantRole) -> Outcome {
    match team.members.get(&command.member) {
        None if !command.ahead => return Err(TeamRefusal::MemberNotFound),
        Some(known) if known.granted == command.role && !known.kept => {
            return Ok(Decision::AlreadyDone);
        }
        None | Some(_) => {}
    }
    let mut draft = Draft::of(team);
    draft.add(TeamEvent::RoleGranted {
        member_id: command.member,
        role: command.role,
        reason: command.reason.clone(),
        at: command.at,
    });
    draft.settle(command.member, command.at);
    let events = draft.unless_it_takes_the_last_admin(team)?;
    Ok(Decision::Record(events))
}

pub(super) fn suspend(team: &Team, command: &SuspendMember) -> Outcome {
    if team.member(command.member)?.suspended {
        return Ok(Decision::AlreadyDone);
    }
    let mut draft = Draft::of(team);
    draft.add(TeamEvent::MemberSuspended {
        member_id: command.member,
        reason: command.reason.clone(),
        at: command.at,
    });
    let events = draft.unless_it_takes_the_last_admin(team)?;
    Ok(Decision::Record(events))
}

pub(super) fn reinstate(team: &Team, command: &ReinstateMember) -> Outcome {
    if !team.member(command.member)?.suspended {
        return Ok(Decision::AlreadyDone);
    }
    Ok(Decision::record(TeamEvent::MemberReinstated {
        member_id: command.member,
        reason: command.reason.clone(),
        at: command.at,
    }))
}

pub(super) fn set_rule(team: &Team, command: &SetGroupRule) -> Outcome {
    let wanted = GroupRule {
        name: command.name.clone(),
        role: command.role,
    };
    match team.rules.get(&command.group) {
        Some(known) if *known == wanted => return Ok(Decision::AlreadyDone),
        None if team.rules.len() >= MOST_RULES => return Err(TeamRefusal::GroupRulesFull),
        Some(_) | None => {}
    }
    let event = TeamEvent::GroupRuleSet {
        group_id: command.group,
        name: wanted.name,
        role: wanted.role,
        at: command.at,
    };
    rules_changed(team, event, command.group, command.at)
}

pub(super) fn remove_rule(team: &Team, command: &RemoveGroupRule) -> Outcome {
    if !team.rules.contains_key(&command.group) {
        return Err(TeamRefusal::GroupRuleNotFound);
    }
    let event = TeamEvent::GroupRuleRemoved {
        group_id: command.group,
        reason: command.reason.clone(),
        at: command.at,
    };
    rules_changed(team, event, command.group, command.at)
}

/// Whoever was in the group has, from now on, what the rules of now give. A last Admin whose role
/// nothing gave any more stays as it is until the next sign-in: this rule does not take it.
fn rules_changed(team: &Team, event: TeamEvent, group: GroupId, at: Micros) -> Outcome {
    let inside = team.members.iter();
    let inside = inside.filter(|(_, it)| it.groups.contains(&group) && it.role == team.due(it));
    let concerned: Vec<MemberId> = inside.map(|(id, _)| *id).collect();
    let mut draft = Draft::of(team);
    draft.add(event);
    for member in concerned {
        draft.settle(member, at);
    }
    let events = draft.unless_it_takes_the_last_admin(team)?;
    Ok(Decision::Record(events))
}

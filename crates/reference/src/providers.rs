//! Who may serve (§10).

use crate::event::{Event, Returned};
use crate::reference::Reference;
use crate::refusal::Refusal;
use crate::token::require_recipient;
use crate::units::{Day, Who};

/// A provider's comings and goings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Provider {
    pub admitted: bool,
    pub removals: Vec<Day>,
}

impl Provider {
    /// Whether vouchers of a day may be redeemed: up to the day of the last removal, or any day.
    fn serves(&self, day: Day) -> bool {
        self.admitted || self.removals.last().is_some_and(|&removed| removed >= day)
    }
}

impl Reference {
    /// Whether a provider is admitted now.
    pub fn is_provider(&self, who: Who) -> bool {
        self.providers
            .get(&who)
            .is_some_and(|provider| provider.admitted)
    }

    pub(crate) fn serves(&self, who: Who, day: Day) -> bool {
        self.providers
            .get(&who)
            .is_some_and(|provider| provider.serves(day))
    }

    pub(crate) fn set_provider(
        &mut self,
        caller: Who,
        who: Who,
        admitted: bool,
    ) -> Result<Returned, Refusal> {
        self.require_owner(caller)?;
        require_recipient(who)?;
        let last_day = self.today();
        let provider = self.providers.entry(who).or_default();
        if provider.admitted == admitted {
            return Ok(Returned::Nothing);
        }
        provider.admitted = admitted;
        if admitted {
            self.say(Event::ProviderAdmitted { provider: who });
        } else {
            provider.removals.push(last_day);
            self.say(Event::ProviderRemoved {
                provider: who,
                last_day,
            });
        }
        Ok(Returned::Nothing)
    }
}

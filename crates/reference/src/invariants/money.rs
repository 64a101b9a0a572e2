//! What is held, owed and shared out (§13: 1 to 5, 10).

use crate::reference::Reference;
use crate::tickets::Queue;
use crate::units::{Token, CONTRACT};

impl Reference {
    pub(super) fn money_is_accounted_for(&self) {
        self.what_is_held_is_owed();
        self.fee_liabilities_sum_up();
        self.diem_is_minted_and_held();
        self.fees_are_shared_out_whole();
    }

    fn what_is_held_is_owed(&self) {
        let staked: u128 = self.total_staked();
        let tickets: u128 = self.vvv_queues.values().map(Queue::sum).sum();
        assert_eq!(
            self.owed.vvv,
            staked + tickets,
            "invariant 1: VVV owed is VVV staked and in tickets"
        );
        let owed = |token| match token {
            Token::Vvv if self.one_token => self.owed.vvv + self.owed.fee,
            Token::Vvv => self.owed.vvv,
            Token::Fee => self.owed.fee,
            _ => 0,
        };
        for token in [Token::Vvv, Token::Fee, Token::Other] {
            if token != self.known_as(token) {
                continue;
            }
            let of = |map: &std::collections::BTreeMap<Token, u128>| {
                map.get(&token).copied().unwrap_or(0)
            };
            let held = self.wallet(CONTRACT, token);
            let expected = owed(token) + of(&self.given) - of(&self.recovered);
            assert_eq!(
                held, expected,
                "invariants 1 and 2: {token:?} held is what is owed, and gifts not recovered"
            );
        }
    }

    fn fee_liabilities_sum_up(&self) {
        let deposits: u128 = self.deposits.values().map(|deposit| deposit.amount).sum();
        let earnings: u128 = self.earnings.values().sum();
        let unclaimed: u128 = self.positions.keys().map(|&who| self.reward(who)).sum();
        let pool = self.pool + self.fifths();
        let plain = deposits + earnings + self.stream.left() + self.bucket + pool;
        let known = plain + unclaimed;
        assert!(
            known <= self.owed.fee,
            "invariant 2: {known} fee units due, {} owed",
            self.owed.fee
        );

        let flow = &self.flow;
        let for_stakers = flow.released_to_stakers - flow.claimed - self.fifths();
        assert_eq!(
            self.owed.fee,
            plain + for_stakers,
            "invariant 2: what is owed beyond the plain sums is released rewards"
        );
        let dust = for_stakers - unclaimed;
        assert!(
            dust <= flow.dust,
            "invariant 10: {dust} units stranded, {} would be dust",
            flow.dust
        );
        let came = flow.fees_to_stakers + flow.funded + flow.decayed;
        assert!(
            flow.claimed + unclaimed <= came,
            "invariant 10: rewards beyond fees and funds"
        );
        let kept: u128 = self
            .budgets
            .values()
            .filter(|budget| !budget.ended)
            .map(|budget| budget.left)
            .sum();
        assert!(
            kept <= self.pool,
            "invariant 2: budgets of {kept} in a pool of {}",
            self.pool
        );
    }

    fn diem_is_minted_and_held(&self) {
        let minted: u128 = self
            .positions
            .values()
            .map(|position| position.minted)
            .sum();
        assert_eq!(
            self.supply(),
            minted,
            "invariant 3: DIEM supply is what positions minted"
        );
        let tickets: u128 = self.diem_queues.values().map(Queue::sum).sum();
        let held = self.total_active() + tickets;
        assert_eq!(
            self.diem_of(CONTRACT),
            held,
            "invariant 4: DIEM held is active DIEM and tickets"
        );
        for (who, position) in &self.positions {
            assert!(
                position.locked <= position.staked,
                "invariant 5: person {who}: {position:?}"
            );
            assert!(
                position.minted > 0 || position.locked == 0,
                "invariant 5: person {who}: {position:?}"
            );
        }
    }

    fn fees_are_shared_out_whole(&self) {
        for settled in &self.settlements {
            let parts = settled.parts;
            let sum = parts.provider + parts.pool + parts.stakers;
            assert_eq!(sum, settled.fee, "invariant 10: {settled:?}");
        }
    }
}

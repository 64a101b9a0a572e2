// SPDX-License-Identifier: MIT OR Apache-2.0
//! Balances, liabilities and the distribution of fees (§13: 1 to 5, 10).

use std::collections::BTreeMap;

use crate::accounts::CONTRACT;
use crate::records::tickets::Queue;
use crate::reference::Reference;
use crate::units::Token;

impl Reference {
    pub(super) fn check_money(&self) {
        self.check_balances();
        self.check_fee_liabilities();
        self.check_diem();
        self.check_fee_distribution();
    }

    fn check_balances(&self) {
        let staked: u128 = self.total_staked();
        let tickets: u128 = self.vvv_queues.values().map(Queue::open_amount).sum();
        assert_eq!(
            self.liabilities.vvv,
            staked + tickets,
            "invariant 1: VVV liabilities (left) differ from VVV staked plus VVV in tickets (right)"
        );
        let liabilities = |token| match token {
            Token::Vvv if self.one_token => self.liabilities.vvv + self.liabilities.fee,
            Token::Vvv => self.liabilities.vvv,
            Token::Fee => self.liabilities.fee,
            _ => 0,
        };
        for token in [Token::Vvv, Token::Fee, Token::Other] {
            if token != self.canonical_token(token) {
                continue;
            }
            let of = |map: &BTreeMap<Token, u128>| map.get(&token).copied().unwrap_or(0);
            let held = self.token_balance(CONTRACT, token);
            let expected = liabilities(token) + of(&self.donated) - of(&self.recovered);
            assert_eq!(
                held, expected,
                "invariants 1 and 2: {token:?} balance (left) differs from liabilities plus donations not recovered (right)"
            );
        }
    }

    fn check_fee_liabilities(&self) {
        let deposits: u128 = self.deposits.values().map(|deposit| deposit.amount).sum();
        let earnings: u128 = self.earnings.values().sum();
        let unclaimed: u128 = self.positions.keys().map(|&account| self.reward(account)).sum();
        let pool = self.pool + self.pool_reward();
        let plain = deposits + earnings + self.stream.left() + self.pending_stream + pool;
        let known = plain + unclaimed;
        assert!(
            known <= self.liabilities.fee,
            "invariant 2: deposits, earnings, rewards, stream and pool sum to {known} fee units, above the liabilities of {}",
            self.liabilities.fee
        );

        let reward_totals = &self.reward_totals;
        let for_stakers =
            reward_totals.released_to_stakers - reward_totals.claimed - self.pool_reward();
        assert_eq!(
            self.liabilities.fee,
            plain + for_stakers,
            "invariant 2: fee liabilities (left) differ from deposits, earnings, stream, pool and released rewards (right)"
        );
        let dust = for_stakers - unclaimed;
        assert!(
            dust <= reward_totals.max_dust,
            "invariant 10: {dust} fee units are not claimable, more than the {} that rounding explains",
            reward_totals.max_dust
        );
        let received = reward_totals.fees_to_stakers + reward_totals.funded;
        assert!(
            reward_totals.claimed + unclaimed <= received,
            "invariant 10: rewards exceed the fees and funds received"
        );
        let budgets: u128 = self.budgets.values().map(|budget| budget.left).sum();
        assert!(
            budgets <= self.pool,
            "invariant 2: budgets sum to {budgets}, more than the pool of {}",
            self.pool
        );
    }

    fn check_diem(&self) {
        let minted: u128 = self.positions.values().map(|position| position.minted).sum();
        assert_eq!(
            self.supply(),
            minted,
            "invariant 3: DIEM supply (left) differs from the sum of all positions (right)"
        );
        let tickets: u128 = self.diem_queues.values().map(Queue::open_amount).sum();
        let held = self.total_active() + tickets;
        assert_eq!(
            self.diem_balance(CONTRACT),
            held,
            "invariant 4: DIEM held by the contract (left) differs from active DIEM plus tickets (right)"
        );
        for (account, position) in &self.positions {
            assert!(
                position.locked <= position.staked,
                "invariant 5: account {account}: {position:?}"
            );
            assert!(
                position.minted > 0 || position.locked == 0,
                "invariant 5: account {account}: {position:?}"
            );
        }
    }

    fn check_fee_distribution(&self) {
        for settled in &self.settlements {
            let shares = settled.shares;
            let sum = shares.provider + shares.pool + shares.stakers;
            assert_eq!(
                sum, settled.fee,
                "invariant 10: the shares of a fee (left) do not sum to it (right): {settled:?}"
            );
        }
    }
}

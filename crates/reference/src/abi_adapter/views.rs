// SPDX-License-Identifier: MIT OR Apache-2.0
//! Querying the contract's views.

use alloy_primitives::{Address, U256};
use alloy_sol_types::SolCall;

use crate::abi_adapter::address_book::AddressBook;
use crate::abi_adapter::backend::Backend;
use crate::abi_adapter::bindings::IDiem::*;
use crate::abi_adapter::calls::word_or_greatest;
use crate::abi_adapter::params::{params_of, params_to_words};
use crate::accounts::AccountId;
use crate::action::VoucherKey;
use crate::params::Params;
use crate::units::DAY;
use crate::views::{
    AccountView, BurnOfferView, CommitmentView, ContractView, DepositView, ProviderView, QuotaView,
    RevenueView, Scope, SpenderView, TicketView, Views,
};

/// Queries all views in a scope.
pub(super) fn query_views(
    addresses: &AddressBook,
    backend: &mut impl Backend,
    scope: &Scope,
) -> Views {
    let mut reader = ViewReader { addresses, backend };
    Views {
        accounts: scope
            .accounts
            .iter()
            .map(|&account| (account, reader.account_view(account)))
            .collect(),
        spenders: scope
            .spenders
            .iter()
            .map(|&(owner, spender)| ((owner, spender), reader.spender_view(owner, spender)))
            .collect(),
        collected: scope.voucher_keys.iter().map(|key| (*key, reader.collected(key))).collect(),
        operators: scope
            .operators
            .iter()
            .map(|&(provider, operator)| {
                ((provider, operator), reader.is_operator(provider, operator))
            })
            .collect(),
        provider_pages: scope
            .provider_pages
            .iter()
            .map(|&(start, count)| ((start, count), reader.provider_page(start, count)))
            .collect(),
        contract: reader.contract_view(),
    }
}

struct ViewReader<'a, B> {
    addresses: &'a AddressBook,
    backend: &'a mut B,
}

impl<B: Backend> ViewReader<'_, B> {
    fn query<C: SolCall>(&mut self, call: C) -> C::Return {
        let data = self.backend.view(&call.abi_encode());
        C::abi_decode_returns(&data, true).expect("return data in the ABI's format")
    }

    fn balance(&mut self, token: Address, account: Address) -> u128 {
        self.backend.balance(token, account).to()
    }

    fn account_view(&mut self, account: AccountId) -> AccountView {
        let account = self.addresses.address(account);
        let position = self.query(lockedStakesCall { account });
        let vvv_tickets = self.query(vvvTicketsOfCall { account });
        let diem_tickets = self.query(diemTicketsOfCall { account });
        let withdrawals = self.query(withdrawalTicketsOfCall { account });
        let quota = self.query(quotaOfCall { account });
        let deposit = self.query(depositOfCall { account });
        let offer = self.query(burnOfferOfCall { account });
        let commitment = self.query(commitmentOfCall { account });
        AccountView {
            unlocked: self.query(balanceOfUnlockedCall { account })._0.to(),
            locked: position.sVVVLockedAmount.to(),
            minted: position.outstandingDiemAmount.to(),
            vvv_tickets: tickets(vvv_tickets.tickets, vvv_tickets.amounts, vvv_tickets.maturities),
            diem: self.query(balanceOfCall { account })._0.to(),
            active: self.query(stakedInfosCall { account }).amountStaked.to(),
            diem_tickets: tickets(
                diem_tickets.tickets,
                diem_tickets.amounts,
                diem_tickets.maturities,
            ),
            quota: QuotaView {
                limit: quota.limit.to(),
                left: quota.left.to(),
                left_yesterday: quota.leftYesterday.to(),
            },
            deposit: DepositView {
                deposit: deposit.deposit.to(),
                prepaid: deposit.prepaid.to(),
                open_tickets: deposit.openTickets.to(),
            },
            withdrawals: tickets(withdrawals.tickets, withdrawals.amounts, withdrawals.maturities),
            vvv: self.balance(self.addresses.vvv, account),
            fee_tokens: self.balance(self.addresses.fee, account),
            is_provider: self.query(isProviderCall { provider: account })._0,
            rewards: self.query(pendingRewardsCall { account }).amount.to(),
            earnings: self.query(earningsOfCall { provider: account }).amount.to(),
            burn_offer: BurnOfferView {
                rate: offer.rate.to(),
                amount: offer.amount.to(),
                last_day: offer.lastDay,
                minted: offer.minted.to(),
                locked: offer.locked.to(),
            },
            commitment: CommitmentView {
                provider: self.addresses.account(commitment.provider),
                from_day: commitment.fromDay,
                until_day: commitment.untilDay,
            },
        }
    }

    fn spender_view(&mut self, owner: AccountId, spender: AccountId) -> SpenderView {
        let owner = self.addresses.address(owner);
        let spender = self.addresses.address(spender);
        let grant = self.query(grantOfCall { owner, spender });
        let spendable = self.query(spendableOfCall { account: owner, spender });
        let nonce = self.query(quotaNoncesCall { owner, spender })._0;
        let midnight = (self.backend.now() / DAY + 1) * DAY;
        assert_eq!(
            grant.resetsAt,
            U256::from(midnight),
            "grantOf: resetsAt (left) is not the next midnight (right)"
        );
        SpenderView {
            daily_limit: grant.dailyLimit.to(),
            left: grant.left.to(),
            left_yesterday: grant.leftYesterday.to(),
            last_day: grant.lastDay,
            allow_paid: grant.allowPaid,
            nonce: nonce.to(),
            spendable_quota: spendable.quotaCredits.to(),
            spendable_paid: spendable.paidCredits.to(),
        }
    }

    fn collected(&mut self, key: &VoucherKey) -> u128 {
        let call = collectedOfCall {
            account: self.addresses.address(key.account),
            spender: self.addresses.address(key.spender),
            provider: self.addresses.address(key.provider),
            day: key.day,
        };
        self.query(call).credits.to()
    }

    fn is_operator(&mut self, provider: AccountId, operator: AccountId) -> bool {
        let provider = self.addresses.address(provider);
        let operator = self.addresses.address(operator);
        self.query(isOperatorCall { provider, operator })._0
    }

    fn provider_page(&mut self, start: u128, count: u128) -> Vec<ProviderView> {
        let (start, count) = (word_or_greatest(start), word_or_greatest(count));
        let page = self.query(providersCall { start, count })._0;
        page.into_iter()
            .map(|info| ProviderView {
                provider: self.addresses.account(info.provider),
                admitted: info.admitted,
                uri: info.uri,
            })
            .collect()
    }

    fn proposal(&mut self) -> Option<(Params, u64)> {
        let proposed = self.query(proposedParamsCall {});
        let params = params_of!(proposed.params);
        if proposed.executableAt.is_zero() {
            assert_eq!(params_to_words(&params), [0; 8], "proposedParams without a proposal");
            return None;
        }
        Some((params, proposed.executableAt.to()))
    }

    fn contract_view(&mut self) -> ContractView {
        let contract = self.addresses.contract;
        let owner = self.query(ownerCall {})._0;
        let pending_owner = self.query(pendingOwnerCall {})._0;
        let guardian = self.query(guardianCall {})._0;
        let params = self.query(paramsCall {});
        ContractView {
            supply: self.query(totalSupplyCall {})._0.to(),
            staked: self.query(totalStakedVVVCall {})._0.to(),
            locked: self.query(totalLockedStakedVVVCall {})._0.to(),
            active: self.query(totalStakedCall {})._0.to(),
            vvv_held: self.balance(self.addresses.vvv, contract),
            fee_tokens_held: self.balance(self.addresses.fee, contract),
            diem_held: self.query(balanceOfCall { account: contract })._0.to(),
            paused: self.query(pausedCall {})._0,
            owner: self.addresses.account(owner),
            pending_owner: self.addresses.account(pending_owner),
            guardian: self.addresses.account(guardian),
            params: params_of!(params),
            proposal: self.proposal(),
            revenue: self.revenue_view(),
        }
    }

    fn revenue_view(&mut self) -> RevenueView {
        let info = self.query(protocolCall {})._0;
        RevenueView {
            day: info.day,
            issued: info.issued.to(),
            budget: (info.budget.to(), info.open.to()),
            budget_yesterday: (info.budgetYesterday.to(), info.openYesterday.to()),
            closed: (info.lastDay, info.lastIssued.to(), info.lastQuota.to(), info.lastPaid.to()),
            stream: info.stream.to(),
            pending_stream: info.bucket.to(),
            pool: info.pool.to(),
            shares: (info.stakerShare.to(), info.poolShare.to()),
        }
    }
}

fn tickets(ids: Vec<u32>, amounts: Vec<U256>, maturities: Vec<U256>) -> Vec<TicketView> {
    assert!(
        ids.len() == amounts.len() && ids.len() == maturities.len(),
        "the lists of a ticket view differ in length"
    );
    let mut open: Vec<_> = ids
        .into_iter()
        .zip(amounts)
        .zip(maturities)
        .map(|((id, amount), maturity)| TicketView {
            id,
            amount: amount.to(),
            maturity: maturity.to(),
        })
        .collect();
    open.sort_by_key(|ticket| ticket.id);
    open
}

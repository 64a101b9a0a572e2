//! A [`Chain`] over the contract's own ABI: calls as calldata, events, errors and views decoded by
//! `alloy-sol-types` from `artifacts/IDiem.sol`, as any client would.

use std::collections::BTreeMap;

use alloy_primitives::{keccak256, Address, LogData, B256, U256};
use alloy_sol_types::{
    eip712_domain, sol, Eip712Domain, SolCall, SolEventInterface, SolInterface, SolStruct,
};

use crate::driver::Chain;
use crate::event::{Event, Outcome, Returned};
use crate::op::{Op, Voucher};
use crate::params::Params;
use crate::refusal::{Refused, Word as _};
use crate::units::{Token, Who, CONTRACT, DAY, ZERO};
use crate::views::{
    DepositView, PairView, PersonView, QuotaView, RevenueView, Scope, TicketView, Views, WholeView,
};
use IDiem::{IDiemCalls, IDiemEvents, *};

sol!("../../artifacts/IDiem.sol");

/// What a call left behind: its return data and the contract's logs, or its revert data.
pub type Answer = Result<(Vec<u8>, Vec<LogData>), Vec<u8>>;

/// Where the contract runs, in bytes.
pub trait Link {
    /// Makes a call to the contract.
    fn call(&mut self, caller: Address, calldata: &[u8]) -> Answer;
    /// Makes a call that changes nothing and cannot fail.
    fn view(&mut self, calldata: &[u8]) -> Vec<u8>;
    /// Moves tokens from a person to the contract, outside of any call of it; whether it had them.
    fn give(&mut self, from: Address, token: Address, amount: u128) -> bool;
    /// What an address holds of a token that is not the contract's.
    fn balance(&mut self, token: Address, of: Address) -> U256;
    /// A person's 65-byte signature.
    fn sign(&mut self, who: Who, digest: B256) -> Vec<u8>;
    /// Unix seconds.
    fn now(&mut self) -> u64;
    /// Lets time pass.
    fn wait(&mut self, seconds: u64);
}

/// Who has which address.
#[derive(Clone, Debug)]
pub struct Book {
    /// By number.
    pub people: Vec<Address>,
    /// Diem.
    pub contract: Address,
    /// VVV.
    pub vvv: Address,
    /// The fee token, which may be VVV.
    pub fee: Address,
    /// A token that the contract has nothing to do with.
    pub other: Address,
    /// The chain's id.
    pub chain_id: u64,
}

impl Book {
    fn address(&self, who: Who) -> Address {
        match who {
            ZERO => Address::ZERO,
            CONTRACT => self.contract,
            _ => self.people[who],
        }
    }

    fn who(&self, address: Address) -> Who {
        if address == Address::ZERO {
            return ZERO;
        }
        if address == self.contract {
            return CONTRACT;
        }
        let found = self.people.iter().position(|known| *known == address);
        found.unwrap_or_else(|| panic!("{address} is nobody"))
    }

    fn token(&self, token: Token) -> Address {
        match token {
            Token::Vvv => self.vvv,
            Token::Fee => self.fee,
            Token::Diem => self.contract,
            Token::Other => self.other,
        }
    }

    fn known(&self, address: Address) -> Token {
        // VVV before the fee token, which may be it.
        let tokens = [Token::Vvv, Token::Fee, Token::Diem, Token::Other];
        let found = tokens
            .into_iter()
            .find(|token| self.token(*token) == address);
        found.unwrap_or_else(|| panic!("{address} is no token"))
    }

    fn domain(&self) -> Eip712Domain {
        eip712_domain! {
            name: "Diem",
            version: "1",
            chain_id: self.chain_id,
            verifying_contract: self.contract,
        }
    }

    /// An error by the name and types that the ABI gives it.
    fn refused(&self, data: &[u8]) -> Refused {
        let selector: [u8; 4] = data[..4].try_into().expect("an error has a selector");
        let (name, types) = errors()
            .remove(&selector)
            .unwrap_or_else(|| panic!("no error of the ABI: {data:02x?}"));
        let words = data[4..].chunks(32).zip(&types).map(|(word, kind)| {
            let word = U256::from_be_slice(word);
            if kind != "address" {
                return word;
            }
            let address = Address::from_word(word.into());
            // Nobody is a token.
            if name == "SafeErc20FailedOperation" || name == "NothingToRecover" {
                return self.known(address).word();
            }
            self.who(address).word()
        });
        let words = words.collect();
        Refused { name, words }
    }
}

/// The ABI's errors by selector: names and types.
fn errors() -> BTreeMap<[u8; 4], (String, Vec<String>)> {
    let abi = include_str!("../../../artifacts/diem.abi.json");
    let abi: serde_json::Value = serde_json::from_str(abi).expect("the ABI");
    let entries = abi.as_array().expect("a list").iter();
    entries
        .filter(|entry| entry["type"] == "error")
        .map(|entry| {
            let name = entry["name"].as_str().expect("a name").to_owned();
            let inputs = entry["inputs"].as_array().expect("a list").iter();
            let types: Vec<String> = inputs
                .map(|input| input["type"].as_str().expect("a type").to_owned())
                .collect();
            let hash = keccak256(format!("{name}({})", types.join(",")));
            (hash[..4].try_into().expect("four bytes"), (name, types))
        })
        .collect()
}

/// A [`Link`] with the table of who is who.
pub struct Wire<L> {
    /// Who is who.
    pub book: Book,
    /// Where the contract runs.
    pub link: L,
}

impl<L: Link> Wire<L> {
    fn voucher(&mut self, voucher: &Voucher, signed: bool) -> (UsageVoucher, Vec<u8>) {
        let typed = UsageVoucher {
            account: self.book.address(voucher.account),
            spender: self.book.address(voucher.spender),
            provider: self.book.address(voucher.provider),
            day: voucher.day,
            credits: U256::from(voucher.credits),
        };
        let digest = typed.eip712_signing_hash(&self.book.domain());
        // A signature that does not fit: the spender's over something else.
        let digest = if signed { digest } else { keccak256(digest) };
        let signature = self.link.sign(voucher.spender, digest);
        (typed, signature)
    }

    fn calldata(&mut self, op: &Op) -> (Who, Vec<u8>) {
        let u = U256::from::<u128>;
        let at = |who| self.book.address(who);
        match *op {
            Op::Wait { .. } => unreachable!("waiting is no call"),
            Op::StakeVvv {
                caller,
                recipient,
                amount,
            } => (
                caller,
                stake_0Call {
                    recipient: at(recipient),
                    amount: u(amount),
                }
                .abi_encode(),
            ),
            Op::InitiateUnstakeVvv { caller, amount } => (
                caller,
                initiateUnstakeVvvCall { amount: u(amount) }.abi_encode(),
            ),
            Op::CancelUnstakeVvv { caller, ticket } => {
                (caller, cancelUnstakeVvvCall { ticket }.abi_encode())
            }
            Op::FinalizeUnstake { caller } => (caller, finalizeUnstakeCall {}.abi_encode()),
            Op::MintDiem {
                caller,
                vvv,
                min_out,
            } => (
                caller,
                mintDiemCall {
                    vvvToLock: u(vvv),
                    minOut: u(min_out),
                }
                .abi_encode(),
            ),
            Op::StakeAndMint {
                caller,
                vvv,
                min_out,
                activate,
            } => (
                caller,
                stakeAndMintCall {
                    vvv: u(vvv),
                    minOut: u(min_out),
                    activate,
                }
                .abi_encode(),
            ),
            Op::BurnDiem { caller, amount } => {
                (caller, burnDiemCall { amount: u(amount) }.abi_encode())
            }
            Op::Transfer { caller, to, value } => (
                caller,
                transferCall {
                    to: at(to),
                    value: u(value),
                }
                .abi_encode(),
            ),
            Op::Activate { caller, amount } => {
                (caller, stake_1Call { amount: u(amount) }.abi_encode())
            }
            Op::InitiateUnstake { caller, amount } => (
                caller,
                initiateUnstakeCall { amount: u(amount) }.abi_encode(),
            ),
            Op::CancelUnstake { caller, ticket } => {
                (caller, cancelUnstakeCall { ticket }.abi_encode())
            }
            Op::Unstake { caller } => (caller, unstakeCall {}.abi_encode()),
            Op::ApproveQuota {
                caller,
                spender,
                daily_limit,
                last_day,
                allow_paid,
            } => {
                let call = approveQuotaCall {
                    spender: at(spender),
                    dailyLimit: u(daily_limit),
                    lastDay: last_day,
                    allowPaid: allow_paid,
                };
                (caller, call.abi_encode())
            }
            Op::Deposit {
                caller,
                account,
                amount,
            } => (
                caller,
                depositCall {
                    account: at(account),
                    amount: u(amount),
                }
                .abi_encode(),
            ),
            Op::InitiateWithdrawal { caller, amount } => (
                caller,
                initiateWithdrawalCall { amount: u(amount) }.abi_encode(),
            ),
            Op::CancelWithdrawal { caller, ticket } => {
                (caller, cancelWithdrawalCall { ticket }.abi_encode())
            }
            Op::Withdraw { caller } => (caller, withdrawCall {}.abi_encode()),
            Op::Spend {
                caller,
                account,
                provider,
                credits,
                request_id,
            } => {
                let call = spendCall {
                    account: at(account),
                    provider: at(provider),
                    credits: u(credits),
                    requestId: U256::from(request_id).into(),
                };
                (caller, call.abi_encode())
            }
            Op::Redeem {
                caller,
                ref voucher,
                signed,
            } => {
                let (voucher, signature) = self.voucher(voucher, signed);
                let signature = signature.into();
                (caller, redeemCall { voucher, signature }.abi_encode())
            }
            Op::RedeemBatch {
                caller,
                ref vouchers,
                ref signed,
            } => {
                let mut call = redeemBatchCall {
                    vouchers: vec![],
                    signatures: vec![],
                };
                // Lists of different lengths are part of the game.
                for n in 0..vouchers.len().max(signed.len()) {
                    let signed = signed.get(n).copied();
                    let Some(voucher) = vouchers.get(n) else {
                        call.signatures.push(vec![0; 65].into());
                        continue;
                    };
                    let (voucher, signature) = self.voucher(voucher, signed.unwrap_or(false));
                    call.vouchers.push(voucher);
                    if signed.is_some() {
                        call.signatures.push(signature.into());
                    }
                }
                (caller, call.abi_encode())
            }
            Op::Give { .. } => unreachable!("a gift is no call of the contract"),
            Op::Claim { caller } => (caller, claimCall {}.abi_encode()),
            Op::ClaimTo { caller, to } => (caller, claimToCall { to: at(to) }.abi_encode()),
            Op::ClaimAndStake { caller } => (caller, claimAndStakeCall {}.abi_encode()),
            Op::Fund { caller, amount } => (caller, fundCall { amount: u(amount) }.abi_encode()),
            Op::FundCapacity { caller, amount } => {
                (caller, fundCapacityCall { amount: u(amount) }.abi_encode())
            }
            Op::Checkpoint { caller } => (caller, checkpointCall {}.abi_encode()),
            Op::ClaimEarnings { caller, to } => {
                (caller, claimEarningsCall { to: at(to) }.abi_encode())
            }
            Op::Announce { caller, ref uri } => {
                (caller, announceCall { uri: uri.clone() }.abi_encode())
            }
            Op::TransferOwnership { caller, new_owner } => {
                let new_owner = at(new_owner);
                let call = transferOwnershipCall {
                    newOwner: new_owner,
                };
                (caller, call.abi_encode())
            }
            Op::AcceptOwnership { caller } => (caller, acceptOwnershipCall {}.abi_encode()),
            Op::SetGuardian { caller, guardian } => {
                let guardian = at(guardian);
                (caller, setGuardianCall { guardian }.abi_encode())
            }
            Op::Pause { caller } => (caller, pauseCall {}.abi_encode()),
            Op::Unpause { caller } => (caller, unpauseCall {}.abi_encode()),
            Op::ProposeParams { caller, ref params } => {
                let [a, b, c, d, e, f, g, h] = values(params).map(U256::from);
                let params = IDiem::Params {
                    base: a,
                    power: b,
                    target: c,
                    vvvCooldown: d,
                    diemCooldown: e,
                    stakerShare: f,
                    poolShare: g,
                    creditPrice: h,
                };
                (caller, proposeParamsCall { params }.abi_encode())
            }
            Op::ExecuteParams { caller } => (caller, executeParamsCall {}.abi_encode()),
            Op::CancelParams { caller } => (caller, cancelParamsCall {}.abi_encode()),
            Op::Recover { caller, token, to } => {
                let token = self.book.token(token);
                (caller, recoverCall { token, to: at(to) }.abi_encode())
            }
            Op::SetProvider {
                caller,
                provider,
                admitted,
            } => (
                caller,
                setProviderCall {
                    provider: at(provider),
                    admitted,
                }
                .abi_encode(),
            ),
        }
    }

    fn event(&self, log: &LogData) -> Event {
        let who = |address| self.book.who(address);
        let event = IDiemEvents::decode_raw_log(log.topics(), &log.data, true);
        match event.expect("an event of the ABI") {
            IDiemEvents::VvvStaked(e) => Event::VvvStaked {
                account: who(e.account),
                payer: who(e.payer),
                amount: e.amount.to(),
            },
            IDiemEvents::VvvUnstakeInitiated(e) => Event::VvvUnstakeInitiated {
                account: who(e.account),
                ticket: e.ticket,
                amount: e.amount.to(),
                maturity: e.maturity.to(),
            },
            IDiemEvents::VvvUnstakeCancelled(e) => Event::VvvUnstakeCancelled {
                account: who(e.account),
                ticket: e.ticket,
                amount: e.amount.to(),
            },
            IDiemEvents::VvvUnstaked(e) => Event::VvvUnstaked {
                account: who(e.account),
                amount: e.amount.to(),
            },
            IDiemEvents::DiemMinted(e) => Event::DiemMinted {
                account: who(e.account),
                vvv_locked: e.vvvLocked.to(),
                diem_minted: e.diemMinted.to(),
            },
            IDiemEvents::DiemBurned(e) => Event::DiemBurned {
                account: who(e.account),
                diem_burned: e.diemBurned.to(),
                vvv_unlocked: e.vvvUnlocked.to(),
            },
            IDiemEvents::Transfer(e) => Event::Transfer {
                from: who(e.from),
                to: who(e.to),
                value: e.value.to(),
            },
            IDiemEvents::Staked(e) => Event::Staked {
                account: who(e.account),
                amount: e.amount.to(),
            },
            IDiemEvents::UnstakeInitiated(e) => Event::UnstakeInitiated {
                account: who(e.account),
                amount: e.amount.to(),
            },
            IDiemEvents::UnstakeCancelled(e) => Event::UnstakeCancelled {
                account: who(e.account),
                ticket: e.ticket,
                amount: e.amount.to(),
            },
            IDiemEvents::Unstaked(e) => Event::Unstaked {
                account: who(e.account),
                amount: e.amount.to(),
            },
            IDiemEvents::QuotaApproved(e) => Event::QuotaApproved {
                owner: who(e.owner),
                spender: who(e.spender),
                daily_limit: e.dailyLimit.to(),
                last_day: e.lastDay,
                allow_paid: e.allowPaid,
            },
            IDiemEvents::Deposited(e) => Event::Deposited {
                account: who(e.account),
                payer: who(e.payer),
                amount: e.amount.to(),
            },
            IDiemEvents::WithdrawalInitiated(e) => Event::WithdrawalInitiated {
                account: who(e.account),
                ticket: e.ticket,
                amount: e.amount.to(),
                maturity: e.maturity.to(),
            },
            IDiemEvents::WithdrawalCancelled(e) => Event::WithdrawalCancelled {
                account: who(e.account),
                ticket: e.ticket,
                amount: e.amount.to(),
            },
            IDiemEvents::Withdrawn(e) => Event::Withdrawn {
                account: who(e.account),
                amount: e.amount.to(),
            },
            IDiemEvents::Spent(e) => Event::Spent {
                account: who(e.account),
                provider: who(e.provider),
                spender: who(e.spender),
                quota_credits: e.quotaCredits.to(),
                paid_credits: e.paidCredits.to(),
                fee: e.fee.to(),
                request_id: U256::from_be_bytes(e.requestId.0).to(),
            },
            IDiemEvents::Settled(e) => Event::Settled {
                account: who(e.account),
                provider: who(e.provider),
                spender: who(e.spender),
                day: e.day,
                quota_credits: e.quotaCredits.to(),
                paid_credits: e.paidCredits.to(),
                fee: e.fee.to(),
            },
            IDiemEvents::VoucherRejected(e) => Event::VoucherRejected {
                index: e.index.to(),
                error: self.book.refused(&e.selector[..]).name,
            },
            IDiemEvents::ProviderAdmitted(e) => Event::ProviderAdmitted {
                provider: who(e.provider),
            },
            IDiemEvents::ProviderRemoved(e) => Event::ProviderRemoved {
                provider: who(e.provider),
                last_day: e.lastDay,
            },
            IDiemEvents::ProviderAnnounced(e) => Event::ProviderAnnounced {
                provider: who(e.provider),
                uri: e.uri,
            },
            IDiemEvents::DayRolled(e) => Event::DayRolled {
                day: e.day,
                quota_credits: e.quotaCredits.to(),
                paid_credits: e.paidCredits.to(),
                issued: e.issued.to(),
                streaming: e.streaming.to(),
                budget: e.budget.to(),
            },
            IDiemEvents::ProviderEarned(e) => Event::ProviderEarned {
                provider: who(e.provider),
                fees: e.fees.to(),
                reimbursed: e.reimbursed.to(),
            },
            IDiemEvents::Claimed(e) => Event::Claimed {
                account: who(e.account),
                to: who(e.to),
                amount: e.amount.to(),
            },
            IDiemEvents::Funded(e) => Event::Funded {
                payer: who(e.payer),
                amount: e.amount.to(),
            },
            IDiemEvents::CapacityFunded(e) => Event::CapacityFunded {
                payer: who(e.payer),
                amount: e.amount.to(),
            },
            IDiemEvents::EarningsClaimed(e) => Event::EarningsClaimed {
                provider: who(e.provider),
                to: who(e.to),
                amount: e.amount.to(),
            },
            IDiemEvents::OwnershipTransferStarted(e) => Event::OwnershipTransferStarted {
                previous_owner: who(e.previousOwner),
                new_owner: who(e.newOwner),
            },
            IDiemEvents::OwnershipTransferred(e) => Event::OwnershipTransferred {
                previous_owner: who(e.previousOwner),
                new_owner: who(e.newOwner),
            },
            IDiemEvents::GuardianChanged(e) => Event::GuardianChanged {
                guardian: who(e.guardian),
            },
            IDiemEvents::Paused(e) => Event::Paused {
                account: who(e.account),
            },
            IDiemEvents::Unpaused(e) => Event::Unpaused {
                account: who(e.account),
            },
            IDiemEvents::ParamsProposed(e) => Event::ParamsProposed {
                params: params([
                    e.base,
                    e.power,
                    e.target,
                    e.vvvCooldown,
                    e.diemCooldown,
                    e.stakerShare,
                    e.poolShare,
                    e.creditPrice,
                ]),
                executable_at: e.executableAt.to(),
            },
            IDiemEvents::ParamsChanged(e) => Event::ParamsExecuted {
                params: params([
                    e.base,
                    e.power,
                    e.target,
                    e.vvvCooldown,
                    e.diemCooldown,
                    e.stakerShare,
                    e.poolShare,
                    e.creditPrice,
                ]),
            },
            IDiemEvents::ParamsCancelled(_) => Event::ParamsCancelled,
            IDiemEvents::CooldownDurationUpdated(e) => Event::CooldownDurationUpdated {
                seconds: e.duration.to(),
            },
            IDiemEvents::Recovered(e) => Event::Recovered {
                token: self.book.known(e.token),
                to: who(e.to),
                amount: e.amount.to(),
            },
            IDiemEvents::Approval(_) => panic!("no call of a story approves"),
        }
    }

    fn give(&mut self, caller: Who, token: Token, amount: u128) -> Result<Outcome, Refused> {
        let (from, address) = (self.book.address(caller), self.book.token(token));
        if self.link.give(from, address, amount) {
            return Ok(Outcome {
                returned: Returned::Nothing,
                events: Vec::new(),
            });
        }
        Err(Refused {
            name: "SafeErc20FailedOperation".into(),
            words: vec![self.book.known(address).word()],
        })
    }

    fn revenue(&mut self) -> RevenueView {
        let info = self.ask(protocolCall {})._0;
        RevenueView {
            day: info.day,
            issued: info.issued.to(),
            budget: (info.budget.to(), info.open.to()),
            budget_yesterday: (info.budgetYesterday.to(), info.openYesterday.to()),
            closed: (
                info.lastDay,
                info.lastIssued.to(),
                info.lastQuota.to(),
                info.lastPaid.to(),
            ),
            stream: info.stream.to(),
            bucket: info.bucket.to(),
            pool: info.pool.to(),
            shares: (info.stakerShare.to(), info.poolShare.to()),
        }
    }

    fn ask<C: SolCall>(&mut self, call: C) -> C::Return {
        let data = self.link.view(&call.abi_encode());
        C::abi_decode_returns(&data, true).expect("the ABI's return data")
    }

    fn person(&mut self, who: Who) -> PersonView {
        let account = self.book.address(who);
        let (vvv, fee) = (self.book.vvv, self.book.fee);
        let position = self.ask(lockedStakesCall { account });
        let vvv_tickets = self.ask(vvvTicketsOfCall { account });
        let diem_tickets = self.ask(diemTicketsOfCall { account });
        let withdrawals = self.ask(withdrawalTicketsOfCall { account });
        let quota = self.ask(quotaOfCall { account });
        let deposit = self.ask(depositOfCall { account });
        PersonView {
            unlocked: self.ask(balanceOfUnlockedCall { account })._0.to(),
            locked: position.sVVVLockedAmount.to(),
            minted: position.outstandingDiemAmount.to(),
            vvv_tickets: tickets(
                vvv_tickets.tickets,
                vvv_tickets.amounts,
                vvv_tickets.maturities,
            ),
            diem: self.ask(balanceOfCall { account })._0.to(),
            active: self.ask(stakedInfosCall { account }).amountStaked.to(),
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
            withdrawals: tickets(
                withdrawals.tickets,
                withdrawals.amounts,
                withdrawals.maturities,
            ),
            vvv: self.link.balance(vvv, account).to(),
            fee_tokens: self.link.balance(fee, account).to(),
            is_provider: self.ask(isProviderCall { provider: account })._0,
            rewards: self.ask(pendingRewardsCall { account }).amount.to(),
            earnings: self.ask(earningsOfCall { provider: account }).amount.to(),
        }
    }

    fn pair(&mut self, owner: Who, spender: Who) -> PairView {
        let (owner, spender) = (self.book.address(owner), self.book.address(spender));
        let grant = self.ask(grantOfCall { owner, spender });
        let spendable = self.ask(spendableOfCall {
            account: owner,
            spender,
        });
        let midnight = (self.link.now() / DAY + 1) * DAY;
        assert_eq!(grant.resetsAt, U256::from(midnight));
        PairView {
            daily_limit: grant.dailyLimit.to(),
            left: grant.left.to(),
            left_yesterday: grant.leftYesterday.to(),
            last_day: grant.lastDay,
            allow_paid: grant.allowPaid,
            spendable_quota: spendable.quotaCredits.to(),
            spendable_paid: spendable.paidCredits.to(),
        }
    }
}

fn tickets(ids: Vec<u32>, amounts: Vec<U256>, maturities: Vec<U256>) -> Vec<TicketView> {
    assert!(ids.len() == amounts.len() && ids.len() == maturities.len());
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

/// The contract names the parameter that is out of its bounds, or says that the supply lies outside
/// the new curve; the reference has one name for all.
fn told(op: &Op, mut refused: Refused) -> Refused {
    let proposal = matches!(op, Op::ProposeParams { .. } | Op::ExecuteParams { .. });
    if proposal && (refused.name.ends_with("OutOfBounds") || refused.name == "SupplyCapExceeded") {
        refused.name = "ParamsOutOfBounds".into();
    }
    refused
}

/// Parameters in the order of the ABI.
pub fn values(params: &Params) -> [u128; 8] {
    [
        params.base,
        params.power,
        params.target,
        params.vvv_cooldown.into(),
        params.diem_cooldown.into(),
        params.staker_share,
        params.pool_share,
        params.credit_price,
    ]
}

fn params(values: [U256; 8]) -> Params {
    let [base, power, target, vvv_cooldown, diem_cooldown, staker_share, pool_share, credit_price] =
        values;
    Params {
        base: base.to(),
        power: power.to(),
        target: target.to(),
        vvv_cooldown: vvv_cooldown.to(),
        diem_cooldown: diem_cooldown.to(),
        staker_share: staker_share.to(),
        pool_share: pool_share.to(),
        credit_price: credit_price.to(),
    }
}

/// What a call returns, by what its kind returns.
fn returned(op: &Op, data: &[u8]) -> Returned {
    let words: Vec<U256> = data.chunks(32).map(U256::from_be_slice).collect();
    match (op, words[..].as_ref()) {
        (
            Op::InitiateUnstakeVvv { .. }
            | Op::InitiateUnstake { .. }
            | Op::InitiateWithdrawal { .. },
            [ticket],
        ) => Returned::Ticket(ticket.to()),
        // A transfer says that it went well.
        (Op::Transfer { .. }, [yes]) if *yes == U256::from(1) => Returned::Nothing,
        (_, []) => Returned::Nothing,
        (_, [amount]) => Returned::Amount(amount.to()),
        (_, [quota, paid]) => Returned::Credits {
            quota: quota.to(),
            paid: paid.to(),
        },
        _ => panic!("{op} returned {} words", words.len()),
    }
}

impl<L: Link> Chain for Wire<L> {
    fn now(&mut self) -> u64 {
        self.link.now()
    }

    fn wait(&mut self, seconds: u64) {
        self.link.wait(seconds);
    }

    fn run(&mut self, op: &Op) -> Result<Outcome, Refused> {
        if let &Op::Give {
            caller,
            token,
            amount,
        } = op
        {
            return self.give(caller, token, amount);
        }
        let (caller, calldata) = self.calldata(op);
        debug_assert!(IDiemCalls::abi_decode(&calldata, true).is_ok());
        let caller = self.book.address(caller);
        match self.link.call(caller, &calldata) {
            Ok((data, logs)) => Ok(Outcome {
                returned: returned(op, &data),
                events: logs.iter().map(|log| self.event(log)).collect(),
            }),
            Err(data) => Err(told(op, self.book.refused(&data))),
        }
    }

    fn observe(&mut self, scope: &Scope) -> Views {
        let (vvv, fee, contract) = (self.book.vvv, self.book.fee, self.book.contract);
        Views {
            people: scope
                .people
                .iter()
                .map(|&who| (who, self.person(who)))
                .collect(),
            pairs: scope
                .pairs
                .iter()
                .map(|&(owner, spender)| ((owner, spender), self.pair(owner, spender)))
                .collect(),
            tallies: scope
                .tallies
                .iter()
                .map(|tally| {
                    let call = collectedOfCall {
                        account: self.book.address(tally.account),
                        spender: self.book.address(tally.spender),
                        provider: self.book.address(tally.provider),
                        day: tally.day,
                    };
                    (*tally, self.ask(call).credits.to())
                })
                .collect(),
            whole: WholeView {
                supply: self.ask(totalSupplyCall {})._0.to(),
                staked: self.ask(totalStakedVVVCall {})._0.to(),
                locked: self.ask(totalLockedStakedVVVCall {})._0.to(),
                active: self.ask(totalStakedCall {})._0.to(),
                vvv_held: self.link.balance(vvv, contract).to(),
                fee_tokens_held: self.link.balance(fee, contract).to(),
                diem_held: self.ask(balanceOfCall { account: contract })._0.to(),
                paused: self.ask(pausedCall {})._0,
                owner: {
                    let owner = self.ask(ownerCall {})._0;
                    self.book.who(owner)
                },
                guardian: {
                    let guardian = self.ask(guardianCall {})._0;
                    self.book.who(guardian)
                },
                params: {
                    let p = self.ask(paramsCall {});
                    params([
                        p.base,
                        p.power,
                        p.target,
                        p.vvvCooldown,
                        p.diemCooldown,
                        p.stakerShare,
                        p.poolShare,
                        p.creditPrice,
                    ])
                },
                revenue: self.revenue(),
            },
        }
    }
}

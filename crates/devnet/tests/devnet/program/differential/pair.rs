// SPDX-License-Identifier: MIT OR Apache-2.0
//! The released program and the native contract, which receive the same calls.

use super::steps::{Call, Input, Mutation, Office, Signing, Step, Total, VoucherPlan, Word};
use super::*;

/// The order of secp256k1. `(r, ORDER − s)` with the other parity is a second signature of the same digest.
const ORDER: U256 = uint!(0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141_U256);

/// The contract run natively on motsu, at the same addresses as on the chain.
pub(super) struct Native {
    diem: Contract<Diem>,
    vvv: Contract<tokens::Token>,
    usd: Contract<tokens::Token>,
}

impl Native {
    pub(super) fn beside(fixture: &Fixture) -> Self {
        let native = Self {
            diem: Contract::new_at(fixture.diem),
            vvv: Contract::new_at(fixture.vvv),
            usd: Contract::new_at(fixture.usd),
        };
        clock::set(NOON);
        native
            .send(BUILDER, &fixture.constructor_arguments().calldata(), U256::ZERO)
            .expect("the default arguments are valid");
        native
    }

    /// Gives Diem tokens that it does not owe.
    pub(super) fn donate(&self, amount: u128) {
        for token in [&self.vvv, &self.usd] {
            token.sender(BUILDER).mint(self.diem.address(), u(amount)).motsu_unwrap();
        }
    }

    pub(super) fn fund(&self, account: Address, amount: u128) {
        use openzeppelin_stylus::token::erc20::IErc20;
        for token in [&self.vvv, &self.usd] {
            token.sender(account).mint(account, u(amount)).motsu_unwrap();
            token.sender(account).approve(self.diem.address(), U256::MAX).motsu_unwrap();
        }
        account.fund(U256::MAX >> 8);
    }

    /// Passes calldata through the contract's router, as its entry point does.
    fn send(&self, from: Address, calldata: &[u8], value: U256) -> Result<Vec<u8>, Vec<u8>> {
        let mut call = if value.is_zero() {
            self.diem.sender(from)
        } else {
            self.diem.sender_and_value(from, value)
        };
        let diem: &mut Diem = &mut call;
        match calldata.strip_prefix(&CONSTRUCTOR_SELECTOR.to_be_bytes()) {
            Some(arguments) => construct(diem, arguments),
            None => route(diem, calldata),
        }
    }

    fn logs(&self) -> Vec<LogData> {
        self.diem.all_events()
    }
}

/// What a step did, alike on both sides.
pub(super) struct Outcome {
    pub(super) today: u32,
    pub(super) from: Address,
    pub(super) succeeded: bool,
    /// The call's selector, or the error's if it reverted.
    pub(super) selector: Vec<u8>,
    pub(super) logs: Vec<LogData>,
}

/// Both contracts, and the keys of the persons.
pub(super) struct Pair<'a> {
    pub(super) native: Native,
    pub(super) fixture: &'a mut Fixture,
    pub(super) keys: [PrivateKeySigner; PEOPLE],
}

impl Pair<'_> {
    fn person(&self, nth: usize) -> Address {
        self.keys[nth].address()
    }

    /// The result of a view, by the native contract.
    fn ask<C: SolCall>(&self, call: C) -> C::Return {
        let data = self
            .native
            .send(Address::ZERO, &call.abi_encode(), U256::ZERO)
            .expect("a view that succeeds");
        C::abi_decode_returns(&data, true).expect("the ABI's return data")
    }

    /// The last provider is also a person; the others are accounts of their own.
    fn provider(&self, nth: usize) -> Address {
        if nth + 1 == PROVIDERS {
            self.person(PEOPLE - 1)
        } else {
            provider_address(nth)
        }
    }

    /// The sender of a call: who may make it where only some may, else person `by`.
    fn sender(&self, by: usize, call: &Call) -> Address {
        match *call {
            Call::Redeem { provider, operator, .. }
            | Call::RedeemBatch { provider, operator, .. } => {
                operator.map_or_else(|| self.provider(provider), |person| self.person(person))
            }
            Call::SetOperator { provider, .. } | Call::Announce { provider, .. } => {
                self.provider(provider)
            }
            Call::Office(Office::AcceptOwnership) => {
                let pending = self.ask(pendingOwnerCall {})._0;
                if pending.is_zero() {
                    return self.person(by);
                }
                pending
            }
            Call::Office(Office::Pause { by_guardian: true }) => GUARDIAN,
            Call::Office(Office::Execute) => self.person(by),
            Call::SetProvider { .. } | Call::Office(_) => self.ask(ownerCall {})._0,
            _ => self.person(by),
        }
    }

    /// The parameters as last set, with so many hundredths of the base and of the price.
    fn proposal(&self, base: u8, price: u8) -> proposeParamsCall {
        let data = self
            .native
            .send(Address::ZERO, &paramsCall::SELECTOR, U256::ZERO)
            .expect("a view that succeeds");
        let mut params = Params::abi_decode(&data, true).expect("the parameters");
        let part = |value: U256, hundredths: u8| value * U256::from(hundredths) / u(100);
        params.base = part(params.base, base);
        params.creditPrice = part(params.creditPrice, price);
        proposeParamsCall { params }
    }

    fn office(&self, office: &Office) -> Vec<u8> {
        match *office {
            Office::TransferOwnership { to } => {
                let new_owner = to.map_or(OWNER, |person| self.person(person));
                transferOwnershipCall { newOwner: new_owner }.abi_encode()
            }
            Office::AcceptOwnership => acceptOwnershipCall {}.abi_encode(),
            Office::SetGuardian => setGuardianCall { guardian: GUARDIAN }.abi_encode(),
            Office::Pause { .. } => pauseCall {}.abi_encode(),
            Office::Unpause => unpauseCall {}.abi_encode(),
            Office::Propose { base, price } => self.proposal(base, price).abi_encode(),
            Office::Cancel => cancelParamsCall {}.abi_encode(),
            Office::Execute => executeParamsCall {}.abi_encode(),
            Office::Recover { token, to } => {
                let token = [self.fixture.vvv, self.fixture.usd, self.fixture.diem][token];
                recoverCall { token, to: self.person(to) }.abi_encode()
            }
        }
    }

    fn now(&self) -> u64 {
        clock::get().expect("the clock is set")
    }

    pub(super) fn today(&self) -> u32 {
        (self.now() / DAY) as u32
    }

    /// Makes out a voucher and signs it according to the plan.
    fn voucher(&self, provider: usize, plan: &VoucherPlan) -> (UsageVoucher, Vec<u8>) {
        let (account, spender) = (self.person(plan.account), self.person(plan.spender));
        let provider = self.provider((provider + usize::from(plan.for_other_provider)) % PROVIDERS);
        let day = self.today() + plan.day - 2;
        let collected = self.ask(collectedOfCall { account, spender, provider, day });
        let left = self.ask(spendableOfCall { account, spender });
        let left = left.quotaCredits + left.paidCredits;
        let voucher = UsageVoucher {
            account,
            spender,
            provider,
            day,
            credits: collected.credits + left / u(200) * u(plan.part.into()) + u(plan.part.into()),
        };
        let signer = match plan.signing {
            Signing::ByOtherKey => (plan.spender + 1) % PEOPLE,
            _ => plan.spender,
        };
        let mut signature = signed_voucher(self.fixture.diem, &self.keys[signer], &voucher);
        match plan.signing {
            Signing::Flipped { bit } => signature[bit / 8] ^= 1 << (bit % 8),
            Signing::Cut { length } => signature.truncate(length),
            Signing::HighS => {
                let s = U256::from_be_slice(&signature[32..64]);
                signature[32..64].copy_from_slice(&(ORDER - s).to_be_bytes::<32>());
                signature[64] = 27 + 28 - signature[64];
            }
            Signing::Valid | Signing::ByOtherKey => {}
        }
        (voucher, signature)
    }

    fn calldata(&self, by: usize, call: &Call) -> Vec<u8> {
        let me = self.person(by);
        let share = |part: u8, whole: U256| (whole / u(200) * U256::from(part)).max(u(1));
        match *call {
            Call::Stake { to, amount } => {
                stakeVvvCall { recipient: self.person(to), amount: u(amount) }.abi_encode()
            }
            Call::Mint { amount, min_out } => {
                mintDiemCall { vvvToLock: u(amount), minOut: u(min_out) }.abi_encode()
            }
            Call::StakeAndMint { amount, activate } => {
                stakeAndMintCall { vvv: u(amount), minOut: U256::ZERO, activate }.abi_encode()
            }
            Call::Activate { part } => {
                stakeDiemCall { amount: share(part, self.ask(balanceOfCall { account: me })._0) }
                    .abi_encode()
            }
            Call::InitiateUnstake { part } => initiateUnstakeCall {
                amount: share(part, self.ask(quotaOfCall { account: me }).limit),
            }
            .abi_encode(),
            Call::CancelUnstake { ticket } => {
                let tickets = self.ask(diemTicketsOfCall { account: me }).tickets;
                let ticket = one_of(&tickets, ticket);
                cancelUnstakeCall { ticket }.abi_encode()
            }
            Call::Unstake => unstakeCall {}.abi_encode(),
            Call::ApproveQuota { to, limit, days, paid } => approveQuotaCall {
                spender: self.person(to),
                dailyLimit: u(limit),
                lastDay: self.today() + days - 1,
                allowPaid: paid,
            }
            .abi_encode(),
            Call::Deposit { to, amount } => {
                depositCall { account: self.person(to), amount: u(amount) }.abi_encode()
            }
            Call::InitiateWithdrawal { part } => initiateWithdrawalCall {
                amount: share(part, self.ask(depositOfCall { account: me }).deposit),
            }
            .abi_encode(),
            Call::CancelWithdrawal { ticket } => {
                let tickets = self.ask(withdrawalTicketsOfCall { account: me }).tickets;
                let ticket = one_of(&tickets, ticket);
                cancelWithdrawalCall { ticket }.abi_encode()
            }
            Call::Withdraw => withdrawCall {}.abi_encode(),
            Call::Spend { of, provider, part } => {
                let account = self.person((by + of) % PEOPLE);
                let left = self.ask(spendableOfCall { account, spender: me });
                spendCall {
                    account,
                    provider: self.provider(provider),
                    credits: share(part, left.quotaCredits + left.paidCredits),
                    requestId: B256::with_last_byte(part),
                }
                .abi_encode()
            }
            Call::Redeem { provider, ref plan, .. } => {
                let (voucher, signature) = self.voucher(provider, plan);
                let signature = signature.into();
                let total = total_of(plan, &voucher);
                redeemCall { voucher, signature, total }.abi_encode()
            }
            Call::RedeemBatch { provider, ref plans, .. } => {
                let mut batch = redeemBatchCall {
                    vouchers: Vec::new(),
                    signatures: Vec::new(),
                    totals: Vec::new(),
                };
                for plan in plans {
                    let (voucher, signature) = self.voucher(provider, plan);
                    batch.totals.push(total_of(plan, &voucher));
                    batch.vouchers.push(voucher);
                    batch.signatures.push(signature.into());
                }
                batch.abi_encode()
            }
            Call::OfferBurn { rate, amount, days } => {
                let last_day = self.today() + days - 1;
                offerBurnCall { rate: u(rate), amount: u(amount), lastDay: last_day }.abi_encode()
            }
            Call::BurnFor { of, part, least, to } => {
                let account = self.person((by + of) % PEOPLE);
                let minted = self.ask(lockedStakesCall { account }).outstandingDiemAmount;
                let (amount, recipient) = (share(part, minted), self.person(to));
                burnForCall { account, amount, minVvv: u(least), recipient }.abi_encode()
            }
            Call::PermitQuota { of, to, limit, early, expired } => {
                let (owner, spender) = (&self.keys[of], self.person(to));
                let grant = approveQuotaCall {
                    spender,
                    dailyLimit: u(limit),
                    lastDay: self.today() + 500,
                    allowPaid: of == 0,
                };
                let nonce = self.ask(quotaNoncesCall { owner: owner.address(), spender })._0;
                let nonce = nonce.to::<u64>() + u64::from(early);
                let deadline = self.now() - u64::from(expired);
                let domain = domain(self.fixture.diem);
                signed_quota_permit(&domain, owner, owner.address(), &grant, nonce, deadline)
                    .abi_encode()
            }
            Call::CommitTo { provider } => {
                commitToCall { provider: self.provider(provider) }.abi_encode()
            }
            Call::ReleaseCommitment => releaseCommitmentCall {}.abi_encode(),
            Call::SetOperator { operator, allowed, .. } => {
                setOperatorCall { operator: self.person(operator), allowed }.abi_encode()
            }
            Call::Announce { length, .. } => announceCall { uri: "x".repeat(length) }.abi_encode(),
            Call::Office(ref office) => self.office(office),
            Call::SetProvider { provider, admitted } => {
                setProviderCall { provider: self.provider(provider), admitted }.abi_encode()
            }
            Call::Burn { part } => {
                let position = self.ask(lockedStakesCall { account: me });
                let amount = share(part, position.outstandingDiemAmount);
                burnDiemCall { amount }.abi_encode()
            }
            Call::InitiateUnstakeVvv { part } => {
                let unlocked = self.ask(balanceOfUnlockedCall { account: me })._0;
                let amount = share(part, unlocked);
                initiateUnstakeVvvCall { amount }.abi_encode()
            }
            Call::CancelUnstakeVvv { ticket } => {
                let tickets = self.ask(vvvTicketsOfCall { account: me }).tickets;
                let ticket = one_of(&tickets, ticket);
                cancelUnstakeVvvCall { ticket }.abi_encode()
            }
            Call::FinalizeUnstake => finalizeUnstakeCall {}.abi_encode(),
            Call::Transfer { to, part } => transferCall {
                to: self.person(to),
                value: share(part, self.ask(balanceOfCall { account: me })._0),
            }
            .abi_encode(),
            Call::Approve { to, value } => {
                approveCall { spender: self.person(to), value: u(value) }.abi_encode()
            }
            Call::TransferFrom { from, to, part } => {
                let account = self.person(from);
                transferFromCall {
                    from: account,
                    to: self.person(to),
                    value: share(part, self.ask(balanceOfCall { account })._0),
                }
                .abi_encode()
            }
            Call::Permit { of, to, value } => self.permit(of, to, value).abi_encode(),
            Call::View { nth, of, amount } => {
                let views: Vec<_> = functions().iter().filter(|f| f.is_view).collect();
                let view = views[nth % views.len()];
                let words = view.args.iter().map(|kind| match kind.as_str() {
                    "address" => self.person(of).into_word(),
                    "uint256" => u(amount).into(),
                    "uint32" => U256::from(self.today()).into(),
                    _ => B256::ZERO,
                });
                encode(view, words)
            }
        }
    }

    fn permit(&self, of: usize, to: usize, value: u128) -> permitCall {
        let (owner, spender) = (&self.keys[of], self.person(to));
        let nonce = self.ask(noncesCall { owner: owner.address() });
        // A quarter of the permits have expired.
        let deadline = self.now() - 1 + (value % 4) as u64;
        signed_permit(self.fixture.diem, owner, spender, u(value), nonce._0.to(), deadline)
    }

    fn word(&self, word: &Word) -> B256 {
        match word {
            Word::Zero => B256::ZERO,
            Word::Small(value) => U256::from(*value).into(),
            Word::Person(nth) => self.person(*nth).into_word(),
            Word::Diem => self.fixture.diem.into_word(),
            Word::Vvv => self.fixture.vvv.into_word(),
            Word::Amount(amount) => u(*amount).into(),
            Word::Full => B256::repeat_byte(0xff),
            Word::Above128 => (u(1) << 128usize).into(),
            Word::Random(bytes) => B256::new(*bytes),
        }
    }

    /// Sends the same calldata to both, and fails unless results and logs are the same bytes. Returns whether the call
    /// succeeded; the call's selector, or the error's if it reverted; the sender; and the logs.
    pub(super) fn step(&mut self, Step { by, wait, input }: &Step) -> Outcome {
        clock::set(self.now() + wait);
        let from = match input {
            Input::WellFormed(call) | Input::Malformed(call, _) | Input::WithEther(call, _) => {
                self.sender(*by, call)
            }
            Input::Arbitrary { .. } | Input::Bytes(_) => self.person(*by),
        };
        let (calldata, value) = match input {
            Input::WellFormed(call) => (self.calldata(*by, call), U256::ZERO),
            Input::Arbitrary { function, words } => {
                let function = &functions()[function % functions().len()];
                let words = words.iter().map(|word| self.word(word));
                (encode(function, words), U256::ZERO)
            }
            Input::Malformed(call, mutation) => {
                let mut calldata = self.calldata(*by, call);
                match mutation {
                    Mutation::Cut(bytes) => {
                        calldata.truncate(calldata.len().saturating_sub(*bytes));
                    }
                    Mutation::Grow(bytes) => calldata.extend(bytes),
                    Mutation::Flip { bit } => {
                        let bit = bit % (8 * calldata.len());
                        calldata[bit / 8] ^= 1 << (bit % 8);
                    }
                }
                (calldata, U256::ZERO)
            }
            Input::Bytes(bytes) => (bytes.clone(), U256::ZERO),
            Input::WithEther(call, ether) => (self.calldata(*by, call), U256::from(*ether)),
        };
        let seen = self.native.logs().len();
        let expected = self.native.send(from, &calldata, value);
        let logs = self.native.logs().split_off(seen);

        let diem = self.fixture.diem;
        let now = self.now();
        self.fixture.set_time(now);
        let result = self.fixture.send(from, diem, calldata.clone(), value);
        let context = || format!("{} by {by}: {}", hex(&calldata), result.describe());
        assert_eq!(text(result.data()), text(expected.clone()), "{}", context());
        assert_eq!(self.fixture.diem_logs(&result), logs, "{}", context());
        let (succeeded, selector) = match expected {
            Ok(_) => (true, calldata[..4].to_vec()),
            Err(error) => (false, error[..4].to_vec()),
        };
        Outcome { today: self.today(), from, succeeded, selector, logs }
    }

    /// Compares all views and token balances of both.
    pub(super) fn compare(&mut self) {
        let zero = Address::ZERO;
        // The last transaction's block moved the chain's clock, and some views depend on the second.
        let now = self.now();
        self.fixture.chain.set_timestamp(now);
        let mut subjects: Vec<_> = (0..PEOPLE).map(|nth| self.person(nth)).collect();
        subjects.extend([self.provider(0), self.fixture.diem, zero]);
        for function in functions().iter().filter(|f| f.is_view) {
            let addresses = function.args.iter().filter(|kind| *kind == "address");
            // With several addresses: equal ones and different ones.
            let patterns: &[[usize; 3]] = match addresses.count() {
                0 | 1 => &[[0; 3]],
                _ => &[[0, 0, 1], [0, 0, 3], [0, 1, 2], [0, 2, 3]],
            };
            for (at, offsets) in
                (0..subjects.len()).flat_map(|at| patterns.iter().map(move |offsets| (at, offsets)))
            {
                let mut offsets = offsets.iter();
                let words: Vec<_> = function
                    .args
                    .iter()
                    .map(|kind| match kind.as_str() {
                        "address" => {
                            let index = at + offsets.next().expect("at most three addresses");
                            subjects[index % subjects.len()].into_word()
                        }
                        "uint256" => u(ONE << at).into(),
                        "uint32" => U256::from(self.today() - at as u32 % 2).into(),
                        _ => B256::ZERO,
                    })
                    .collect();
                let calldata = encode(function, words.into_iter());
                let diem = self.fixture.diem;
                assert_eq!(
                    self.fixture.simulate(zero, diem, calldata.clone()).data(),
                    self.native.send(zero, &calldata, U256::ZERO),
                    "{}",
                    function.name
                );
            }
        }
        for [start, count] in [[0, 100], [1, 1], [0, 1], [1, 0]] {
            let call = providersCall { start: u(start), count: u(count) }.abi_encode();
            let diem = self.fixture.diem;
            let listed = self.fixture.simulate(zero, diem, call.clone());
            assert_eq!(listed.data(), self.native.send(zero, &call, U256::ZERO));
        }
        for subject in subjects {
            use openzeppelin_stylus::token::erc20::IErc20;
            let (vvv, usd) = (self.fixture.vvv, self.fixture.usd);
            for (there, here) in [(vvv, &self.native.vvv), (usd, &self.native.usd)] {
                assert_eq!(
                    self.fixture.balance(there, subject),
                    here.sender(zero).balance_of(subject)
                );
            }
        }
    }
}

/// A result in hex, readable in an assertion message.
fn text(result: Result<Vec<u8>, Vec<u8>>) -> Result<String, String> {
    result.map(|data| hex(&data)).map_err(|data| hex(&data))
}

/// What the provider states as used of a voucher.
fn total_of(plan: &VoucherPlan, voucher: &UsageVoucher) -> U256 {
    match plan.total {
        Total::All => U256::MAX,
        Total::Ceiling => voucher.credits,
        Total::Part(part) => voucher.credits / u(256) * U256::from(part),
    }
}

/// One of the open tickets, or a number that may not be open.
fn one_of(tickets: &[u32], nth: u32) -> u32 {
    let found = tickets.get(nth as usize % (tickets.len() + 1));
    found.copied().unwrap_or(nth)
}

fn encode(function: &Function, words: impl Iterator<Item = B256>) -> Vec<u8> {
    let types = &function.args;
    let mut calldata = function.selector.to_vec();
    // Surplus words are dropped, unless an argument has several words or is dynamic: its word is an offset, and the rest are
    // its contents.
    let is_one_word = |kind: &String| {
        !(kind == "bytes" || kind == "string" || kind.ends_with("[]") || kind.starts_with('('))
    };
    let count = if types.iter().all(is_one_word) { types.len() } else { usize::MAX };
    words.take(count).for_each(|word| calldata.extend_from_slice(&word[..]));
    calldata
}

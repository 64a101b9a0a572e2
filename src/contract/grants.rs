// SPDX-License-Identifier: MIT OR Apache-2.0
//! Grants: credits that an account lets an agent, a sub-account or a renter use, by its own call or its signature.

use alloy_primitives::{Address, U256};
use diem_model::grant::Grant;
use diem_model::time::{CreditDay, Day};
use stylus_lean::host;
use stylus_lean::storage::PackedU64;
use stylus_lean::word::{saturated, to_u256, Immediate, ToWord};

use super::pair::{GRANT, QUOTA_NONCE};
use super::signature::{self, Unsigned};
use crate::errors::{
    ERC2612ExpiredSignature, ERC2612InvalidSigner, Error, GrantExpired, InvalidSpender, NoGrant,
};
use crate::events::{emit, QuotaApproved};
use crate::interface::IDiem::grantOfReturn;
use crate::Diem;

const PERMIT_TYPE: Immediate = Immediate::hash(
    "QuotaPermit(address owner,address spender,uint256 dailyLimit,uint32 lastDay,bool allowPaid,uint256 nonce,\
     uint256 deadline)",
);

impl Diem {
    /// Lets `spender` use up to `daily_limit` of the caller's credits (1e18 is one) each day, up to and including day
    /// `last_day`; `allow_paid` says whether it may also draw on the caller's deposit. Credits used today stay used. A
    /// limit of 0 ends the grant at once, for yesterday's usage too, and voids signatures for
    /// [`permit_quota`](Self::permit_quota) over the current nonce. Emits `QuotaApproved`.
    ///
    /// The limit is rounded down to a multiple of 2¹⁷ wei and to 2⁸⁰ − 2¹⁷ wei; days beyond 65535 are stored as 65535.
    ///
    /// # Errors
    /// `InvalidSpender` for the zero address and the caller.
    pub fn approve_quota(
        &mut self,
        spender: Address,
        daily_limit: U256,
        last_day: u32,
        allow_paid: bool,
    ) -> Result<(), Error> {
        self.set_grant(host::sender(), spender, daily_limit, last_day, allow_paid, false)
    }

    /// Sets a grant as [`approve_quota`](Self::approve_quota) does, by `owner`'s EIP-712 signature over the pair's next
    /// nonce: 65 bytes `r · s · v`, or one that its ERC-1271 wallet accepts. Permissionless. Emits `QuotaApproved`.
    ///
    /// # Errors
    /// `ERC2612ExpiredSignature` after `deadline` (unix seconds); `OutOfVoucherGas` if too little gas is left to give a
    /// wallet its full allowance; `ERC2612InvalidSigner`; `InvalidSpender`.
    #[allow(clippy::too_many_arguments)]
    pub fn permit_quota(
        &mut self,
        owner: Address,
        spender: Address,
        daily_limit: U256,
        last_day: u32,
        allow_paid: bool,
        deadline: U256,
        signature: &[u8],
    ) -> Result<(), Error> {
        if to_u256(host::now()) > deadline {
            return Err(ERC2612ExpiredSignature { deadline }.into());
        }
        let digest = signature::digest(&[
            PERMIT_TYPE.word(),
            owner.to_word(),
            spender.to_word(),
            daily_limit.to_word(),
            last_day.to_word(),
            allow_paid.to_word(),
            self.quota_nonces(owner, spender).to_word(),
            deadline.to_word(),
        ]);
        // This may call a wallet before anything is stored, but statically: the wallet cannot change state.
        if let Err(Unsigned { recovered }) = signature::check(owner, digest, signature)? {
            return Err(ERC2612InvalidSigner { signer: recovered, owner }.into());
        }
        self.set_grant(owner, spender, daily_limit, last_day, allow_paid, true)
    }

    /// The nonce that the pair's next [`permit_quota`](Self::permit_quota) must be signed over.
    pub fn quota_nonces(&self, owner: Address, spender: Address) -> u64 {
        self.pair(owner, spender).get(QUOTA_NONCE).0
    }

    /// `owner`'s grant to `spender`: the daily limit, the credits left of today and of yesterday (1e18 is one; 0 for
    /// days that the grant does not cover), the last day, whether it may draw on the deposit, and when the next day
    /// begins (unix seconds).
    pub fn grant_of(&self, owner: Address, spender: Address) -> grantOfReturn {
        let today = Day::of(host::now());
        let grant = self.grant(owner, spender, today);
        let left =
            |when, day: u16| to_u256(if grant.covers(day.into()) { grant.left(when) } else { 0 });
        grantOfReturn {
            dailyLimit: to_u256(grant.limit()),
            left: left(CreditDay::Today, today.0),
            leftYesterday: left(CreditDay::Yesterday, today.0.saturating_sub(1)),
            lastDay: grant.last_day().0.into(),
            allowPaid: grant.allow_paid(),
            resetsAt: to_u256(today.start_after(1)),
        }
    }

    /// Sets `owner`'s grant to `spender`. Uses up the pair's nonce if `by_signature`, or if the stored limit is 0, so
    /// that no earlier signature brings back a grant that was stopped. Emits `QuotaApproved`.
    ///
    /// # Errors
    /// `InvalidSpender`.
    fn set_grant(
        &mut self,
        owner: Address,
        spender: Address,
        daily_limit: U256,
        last_day: u32,
        allow_paid: bool,
        by_signature: bool,
    ) -> Result<(), Error> {
        if spender.is_zero() || spender == owner {
            return Err(InvalidSpender { spender }.into());
        }
        let mut records = self.pair_mut(owner, spender);
        let mut grant = records.get(GRANT).at(Day::of(host::now()));
        grant.set(saturated(&daily_limit), Day::saturating_from(last_day.into()), allow_paid);
        records.set(GRANT, &grant);
        if by_signature || grant.limit() == 0 {
            let PackedU64(nonce) = records.get(QUOTA_NONCE);
            // No overflow: each call adds one.
            records.set(QUOTA_NONCE, &PackedU64(nonce + 1));
        }
        emit(QuotaApproved {
            owner,
            spender,
            dailyLimit: grant.limit(),
            lastDay: grant.last_day().0.into(),
            allowPaid: grant.allow_paid(),
        });
        Ok(())
    }

    /// `owner`'s grant to `spender` as it stands on `today`.
    pub(crate) fn grant(&self, owner: Address, spender: Address, today: Day) -> Grant {
        self.pair(owner, spender).get(GRANT).at(today)
    }

    /// `account`'s grant to `spender` as it stands on `today`, which must cover the day numbered `day`; `None` if the
    /// account spends its own credits.
    ///
    /// # Errors
    /// `NoGrant`; `GrantExpired`.
    pub(crate) fn require_grant(
        &self,
        account: Address,
        spender: Address,
        today: Day,
        day: u32,
    ) -> Result<Option<Grant>, Error> {
        if account == spender {
            return Ok(None);
        }
        let grant = self.grant(account, spender, today);
        if grant.limit() == 0 {
            return Err(NoGrant { account, spender }.into());
        }
        if !grant.covers(day) {
            return Err(GrantExpired { lastDay: grant.last_day().0.into(), day }.into());
        }
        Ok(Some(grant))
    }
}

-- finding.lua: how reconcile.lua finds the spend that a transfer paid; that script tells the form of a
-- departure. Put behind rebuilding.lua in front of it.

local function isPruned(departure)
  for month in string.gmatch(departure.months, '%S+') do
    if redis.call('HEXISTS', key('pruned'), month) == 1 then
      return true
    end
  end
  return false
end

-- A spend that is not there may have been as the transfer says.
local function isOf(departure, spend)
  if not spend then
    return true
  end
  local isAsSigned = spend.nonce == '' or (spend.nonce == departure.nonce and spend.payee == departure.payee)
  return isAsSigned and spend.amount == departure.amount
end

-- The key of a nonce may be gone, but of what is under way the nonce is written down. Of the newest only.
local NEWEST, written = '9999', nil
local function spendByNonce(nonce)
  if not written then
    written = {}
    for _, name in ipairs({ 'open', 'provisional' }) do
      for _, id in ipairs(redis.call('ZREVRANGE', key(name), '0', NEWEST)) do
        written[redis.call('HGET', key('spend:' .. id), 'nonce') or ''] = id
      end
    end
  end
  return written[nonce]
end

local function spendOf(departure, met)
  if departure.spend or (met and met ~= 'unexplained') then
    return departure.spend or met
  end
  return departure.nonce ~= '' and spendByNonce(departure.nonce) or nil
end


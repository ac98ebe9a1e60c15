-- confirming.lua: what reconcile.lua, correct.lua and forget.lua share. Put behind limits.lua, guard.lua
-- and sums.lua in front of each.
--
--   <root>:met  hash  id of a transfer out of the wallets -> id of the spend that it paid, or 'unexplained'

local function noLongerProvisional(spend)
  if redis.call('ZREM', key('provisional'), spend.id) == 1 then
    redis.call('INCRBY', key('provisional:sum'), '-' .. spend.amount)
  end
end

-- What a transfer paid is known by its id from now on, whether or not its nonce can be read again.
local function mark(departure, spend)
  redis.call('HSET', key('met'), departure.id, spend.id)
end

-- Changes the counters of limits that have begun to count in a spend's windows; the others add up later.
local function countInLimits(spend, bounds, amount)
  for _, limit in ipairs(limitsOfSpend(spend.team, spend.what, bounds, bounds)) do
    if redis.call('HEXISTS', key('count'), limit.counter) == 1 then
      redis.call('HINCRBY', key('count'), limit.counter, amount)
    end
  end
end

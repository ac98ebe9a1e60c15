-- counting.lua: what counts: all that is reserved or spent. Put between books.lua and each script.
--
-- It is kept by team and quarter, so that a limit that is set later knows its use at once, whatever its
-- scope, its window and its time zone:
--   <root>:use:<team>:<day>      '<quarter> <what>': micro-dollars; kept for 400 days
--   <root>:use:<team>:lifetime   '<what>'
--   <root>:open:<team>           '<held|doubt> <quarter> <what>': those not settled
-- The quarter is that in which it was reserved.

local DAYS_KEPT = '34560000'

local function countUse(spend, amount)
  local day = spend.quarter == thisQuarter and today or date(tonumber(spend.quarter) * QUARTER)
  local ofDay = key('use:' .. spend.team .. ':' .. day)
  local used = redis.call('HINCRBY', ofDay, spend.quarter .. ' ' .. spend.what, amount)
  if used == tonumber(amount) then
    redis.call('EXPIRE', ofDay, DAYS_KEPT)
  end
  redis.call('HINCRBY', key('use:' .. spend.team .. ':lifetime'), spend.what, amount)
end

-- Moves a spend's amount between 'held', 'doubt' and 'settled'; from nothing when it begins to count,
-- to nothing when it no longer does.
local function count(spend, from, to)
  local open = key('open:' .. spend.team)
  local what = ' ' .. spend.quarter .. ' ' .. spend.what
  if from and redis.call('HINCRBY', open, from .. what, '-' .. spend.amount) == 0 then
    redis.call('HDEL', open, from .. what)
  end
  if to and to ~= 'settled' then
    redis.call('HINCRBY', open, to .. what, spend.amount)
  end
  if not (from and to) then
    countUse(spend, (from and '-' or '') .. spend.amount)
  end
end

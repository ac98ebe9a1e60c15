-- counting.lua: what a spend counts in: five windows on each of its three scopes. Put between books.lua
-- and each script.
--
-- A spend carries its windows as text, '<hour> <day> <week> <month>|<…>': the organisation's, the team's.

local function scopes(spend)
  return { 'org', 'team:' .. spend.team, 'key:' .. spend.apiKey }
end

-- How long, in seconds, hours, days and weeks are kept after something began to count in them: far
-- longer than any doubt lives. Months and lifetimes are kept for good.
local PASSING = { 35 * 86400, 100 * 86400, 400 * 86400 }

local function countUse(spend, scope, windows, change)
  local position = 0
  for id in string.gmatch(windows .. ' lifetime', '%S+') do
    position = position + 1
    local use = key('use:' .. scope .. ':' .. id)
    local used = redis.call('HINCRBY', use, 'class:' .. spend.class, change)
    redis.call('HINCRBY', use, 'model:' .. spend.model, change)
    if PASSING[position] and used == tonumber(change) then
      redis.call('EXPIRE', use, PASSING[position])
    end
  end
end

-- Moves a spend's amount between 'held', 'doubt' and 'settled' wherever it counts; from nothing when
-- it begins to count, to nothing when it no longer does.
local function count(spend, from, to)
  local organisation, team = string.match(spend.windows, '^(.+)|(.+)$')
  for i, scope in ipairs(scopes(spend)) do
    local windows = i == 1 and organisation or team
    local open = key('open:' .. scope)
    local what = ' ' .. windows .. ' ' .. spend.class .. ' ' .. spend.model
    if from and redis.call('HINCRBY', open, from .. what, '-' .. spend.amount) == 0 then
      redis.call('HDEL', open, from .. what)
    end
    if to and to ~= 'settled' then
      redis.call('HINCRBY', open, to .. what, spend.amount)
    end
    if not (from and to) then
      countUse(spend, scope, windows, (from and '-' or '') .. spend.amount)
    end
  end
end

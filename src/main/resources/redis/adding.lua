-- adding.lua: what counts against a limit, added up from what counting.lua keeps. Put between
-- counting.lua and limits.lua.
--
-- Windows are given as text, '<hour> <day> <week> <month>|<…>', the organisation's and the team's, and
-- where they begin and end likewise, '<quarter>-<quarter> <…> <…> <…>|<…>', the end not part of it.

-- The windows, or their bounds, by the kind of window: the organisation's, and those of all others.
local function windowsOf(text)
  local hour, day, week, month, teamHour, teamDay, teamWeek, teamMonth =
    string.match(text, '^([^ ]+) ([^ ]+) ([^ ]+) ([^|]+)|([^ ]+) ([^ ]+) ([^ ]+) ([^ ]+)$')
  return { hour = hour, day = day, week = week, month = month, lifetime = 'lifetime' },
    { hour = teamHour, day = teamDay, week = teamWeek, month = teamMonth, lifetime = 'lifetime' }
end

local function teamsOf(scope, team)
  if scope ~= 'org' then
    return { string.match(scope, '^team:(.+)$') or team }
  end
  local teams = {}
  for _, account in ipairs(redis.call('HKEYS', key('balance'))) do
    teams[#teams + 1] = string.match(account, '^held:(.+)$')
  end
  return teams
end

local function concerns(limit, apiKey, class, model)
  local inScope = string.sub(limit.scope, 1, 4) ~= 'key:' or limit.scope == 'key:' .. apiKey
  return inScope and (limit.on == 'all' or limit.on == 'class:' .. class or limit.on == 'model:' .. model)
end

local function sumOf(limit, hash, form, from, to)
  local sum = 0
  local flat = redis.call('HGETALL', key('use:' .. hash))
  for i = 1, #flat, 2 do
    local quarter, apiKey, class, model = string.match(flat[i], form)
    local inWindow = not from or from <= tonumber(quarter) and tonumber(quarter) < to
    if inWindow and concerns(limit, apiKey, class, model) then
      sum = sum + tonumber(flat[i + 1])
    end
  end
  return sum
end

local function boundsOf(limit)
  local from, to = string.match(limit.bounds, '^(%d+)-(%d+)$')
  return tonumber(from), tonumber(to)
end

-- What counts in a limit's window, without the help of its counter.
local function addedUp(limit, team)
  local sum = 0
  local from, to = boundsOf(limit)
  for _, each in ipairs(teamsOf(limit.scope, team)) do
    if limit.window == 'lifetime' then
      sum = sum + sumOf(limit, each .. ':lifetime', '^()(%S+) (%S+) (%S+) ')
    else
      for midnight = from - from % 96, to - 1, 96 do
        sum = sum + sumOf(limit, each .. ':' .. date(midnight * QUARTER), '^(%d+) (%S+) (%S+) (%S+) ', from, to)
      end
    end
  end
  return sum
end

-- What of a limit's use is held, and what is in doubt.
local function unsettled(limit, team)
  local sums = { held = 0, doubt = 0 }
  local from, to = boundsOf(limit)
  for _, each in ipairs(teamsOf(limit.scope, team)) do
    local flat = redis.call('HGETALL', key('open:' .. each))
    for i = 1, #flat, 2 do
      local state, quarter, apiKey, class, model = string.match(flat[i], '^(%S+) (%d+) (%S+) (%S+) (%S+) ')
      local inWindow = not from or from <= tonumber(quarter) and tonumber(quarter) < to
      if inWindow and concerns(limit, apiKey, class, model) then
        sums[state] = sums[state] + tonumber(flat[i + 1])
      end
    end
  end
  return sums
end

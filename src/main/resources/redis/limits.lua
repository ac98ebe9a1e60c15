-- limits.lua: what the scripts that look at limits share; put, behind adding.lua, in front of each.
--
-- The field '<scope>' in <root>:limit is a text of lines of words, of two kinds:
--   <id> <window> <'all', 'class:<class>' or 'model:<model>'> <amount> <'hard' or 'watch'>
--     <thresholds: per cent, ascending, with commas, '-' for none>
--   <id> raise <id of the limit> <amount> <until: milliseconds> <by> <reason: the rest of the line>
-- The field '<scope>!' is what lines.lua makes of it, to be read fast. Only set_limit.lua and raise.lua
-- write them.
--
-- What counts against a limit is in <root>:count
--   '<limit> <window>'    micro-dollars
--   '<limit> <window>!'   the last threshold told of
--   '<limit>'             its last two windows, the newer one first; older ones are gone
-- from the first reservation on that it applies to in a window; until then it is added up from what
-- counting.lua keeps.

local function raisedBy(raises)
  local sum = 0
  for _, raise in ipairs(raises or {}) do
    sum = sum + (raise[2] > now and raise[1] or 0)
  end
  return sum
end

-- The limits of some scopes: about one class and model, or, without them, all.
local function limitsOf(scopes, windows, class, model)
  local limits, fields = {}, {}
  local organisation, others = windowsOf(windows)
  for i, scope in ipairs(scopes) do
    fields[i] = scope .. '!'
  end
  for i, packed in ipairs(redis.call('HMGET', key('limit'), unpack(fields))) do
    local ids = scopes[i] == 'org' and organisation or others
    local flat = packed and { cmsgpack.unpack(packed) } or {}
    for j = 1, #flat, 9 do
      local on = flat[j + 3]
      if not class or on == 'all' or on == class or on == model then
        local id, windowId = flat[j + 1], ids[flat[j + 2]]
        local raised = flat[j + 8] and raisedBy(flat[j + 8]) or 0
        limits[#limits + 1] = {
          line = flat[j], id = id, window = flat[j + 2], on = on, isHard = flat[j + 5], thresholds = flat[j + 6],
          lowest = flat[j + 7], scope = scopes[i], windowId = windowId, counter = id .. ' ' .. windowId,
          raised = raised, room = flat[j + 4] + raised, isCounted = false, used = 0, told = 0,
        }
      end
    end
  end
  return limits
end

-- Those that apply to what a spend buys.
local function limitsOfSpend(team, what, windows)
  local apiKey, class, model = string.match(what, '^(%S+) (%S+) (%S+) ')
  return limitsOf({ 'org', 'team:' .. team, 'key:' .. apiKey }, windows, 'class:' .. class, 'model:' .. model)
end

-- Fills in what is used of limits, and the last thresholds told of.
local function measure(limits, bounds, team)
  if #limits == 0 then
    return
  end
  local fields = {}
  for i, limit in ipairs(limits) do
    fields[2 * i - 1], fields[2 * i] = limit.counter, limit.counter .. '!'
  end
  local values = redis.call('HMGET', key('count'), unpack(fields))
  for i, limit in ipairs(limits) do
    local counted, last = values[2 * i - 1], values[2 * i]
    limit.isCounted = counted
    limit.used = counted and tonumber(counted) or addedUp(limit, bounds, team)
    limit.told = last and tonumber(last) or 0
  end
end

-- Six facts: the limit's line, what is raised, window id, used, held, in doubt.
local function facts(limit, bounds, team)
  local open = unsettled(limit, bounds, team)
  return limit.line, limit.raised, limit.windowId, limit.used, open.held, open.doubt
end

local EVENTS_MAX = '100000'

-- Tells of every threshold that is reached and was not told of, in the stream <root>:event; answers the
-- last one that was.
local function tell(limit, spend)
  local told = limit.told
  if not limit.lowest or limit.used * 100 < limit.lowest * limit.room then
    return told
  end
  for text in string.gmatch(limit.thresholds, '%d+') do
    local threshold = tonumber(text)
    if threshold > told and limit.used * 100 >= threshold * limit.room then
      told = threshold
      redis.call('XADD', key('event'), 'MAXLEN', '~', EVENTS_MAX, '*', 'type', 'threshold', 'limit', limit.id,
        'scope', limit.scope, 'window', limit.window, 'windowId', limit.windowId, 'threshold', text,
        'amount', whole(limit.room), 'used', whole(limit.used), 'spend', spend)
    end
  end
  return told
end

-- Begins to count in a window. The counters of the window before the last one go: nothing is reserved
-- there any more, and if something were, it would be added up.
local function begin(limit)
  local last, old = string.match(redis.call('HGET', key('count'), limit.id) or '', '^(%S+) ?(%S*)$')
  redis.call('HSET', key('count'), limit.id, limit.windowId .. (last and ' ' .. last or ''))
  if old and old ~= '' then
    redis.call('HDEL', key('count'), limit.id .. ' ' .. old, limit.id .. ' ' .. old .. '!')
  end
end

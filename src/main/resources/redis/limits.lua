-- limits.lua: what the scripts that look at limits share; put between books.lua and each of them.
--
-- The field of a scope in <root>:limit is a text of lines of words, of two kinds:
--   <id> <window> <'all', 'class:<class>' or 'model:<model>'> <amount> <'hard' or 'watch'>
--     <thresholds: per cent, ascending, with commas, '-' for none>
--   <id> raise <id of the limit> <amount> <until: milliseconds> <by> <reason: the rest of the line>
-- Only set_limit.lua and raise.lua write it.

local CLASSES = { 'class:image', 'class:video', 'class:upload' }
local POSITION = { hour = 1, day = 2, week = 3, month = 4, lifetime = 5 }

local function words(text)
  local list = {}
  for word in string.gmatch(text, '%S+') do
    list[#list + 1] = word
  end
  return list
end

-- Tells what counts against a limit in its window, and which threshold was told of last.
local function measure(limit)
  local fields = limit.on == 'all' and CLASSES or { limit.on }
  local values = redis.call('HMGET', limit.use, limit.id .. '!', unpack(fields))
  limit.told = tonumber(values[1] or '0')
  limit.used = 0
  for i = 2, #values do
    limit.used = limit.used + tonumber(values[i] or '0')
  end
end

local function read(limits, scope, ids, text, applies)
  local raised = {}
  local first = #limits + 1
  for line in string.gmatch(text, '[^\n]+') do
    local id, window, on, amount, kind, rest = string.match(line, '^(%S+) (%S+) (%S+) (%S+) (%S+) (.+)$')
    if window == 'raise' then
      if tonumber(kind) > now then
        raised[on] = (raised[on] or 0) + tonumber(amount)
      end
    elseif applies(on) then
      local windowId = ids[POSITION[window]]
      limits[#limits + 1] = {
        line = line, scope = scope, id = id, window = window, on = on, kind = kind, amount = tonumber(amount),
        thresholds = rest, windowId = windowId, use = key('use:' .. scope .. ':' .. windowId),
      }
    end
  end
  for i = first, #limits do
    limits[i].raised = raised[limits[i].id] or 0
    limits[i].room = limits[i].amount + limits[i].raised
    measure(limits[i])
  end
end

-- The limits of some scopes, about what 'applies' says yes to, measured in the windows that count now.
local function measured(names, windows, applies)
  local organisation, team = string.match(windows, '^(.+)|(.+)$')
  local texts = redis.call('HMGET', key('limit'), unpack(names))
  local limits = {}
  for i, scope in ipairs(names) do
    if texts[i] then
      local ids = words((scope == 'org' and organisation or team) .. ' lifetime')
      read(limits, scope, ids, texts[i], applies)
    end
  end
  return limits
end

-- What of a limit's use is held, and what is in doubt.
local function unsettled(limit)
  local sums = { held = 0, doubt = 0 }
  local flat = redis.call('HGETALL', key('open:' .. limit.scope))
  for i = 1, #flat, 2 do
    local field = words(flat[i])
    local counts = limit.window == 'lifetime' or field[1 + POSITION[limit.window]] == limit.windowId
    local class, model = 'class:' .. field[6], 'model:' .. field[7]
    if counts and (limit.on == 'all' or limit.on == class or limit.on == model) then
      sums[field[1]] = sums[field[1]] + tonumber(flat[i + 1])
    end
  end
  return sums
end

-- Six facts: the limit's line, what is raised, window id, used, held, in doubt.
local function facts(limit)
  local open = unsettled(limit)
  return limit.line, whole(limit.raised), limit.windowId, whole(limit.used), whole(open.held), whole(open.doubt)
end

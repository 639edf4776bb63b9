package rest

import (
	"strconv"

	"rapporteur/bot/sandbox/world"
)

// ownApplication is the spec's PrivateApplicationResponse.
type ownApplication struct {
	ID                                world.ID               `json:"id"`
	Name                              string                 `json:"name"`
	Icon                              *string                `json:"icon"`
	Description                       string                 `json:"description"`
	Type                              *int                   `json:"type"`
	Bot                               world.User             `json:"bot"`
	BotPublic                         bool                   `json:"bot_public"`
	BotRequireCodeGrant               bool                   `json:"bot_require_code_grant"`
	VerifyKey                         string                 `json:"verify_key"`
	Flags                             world.ApplicationFlags `json:"flags"`
	FlagsNew                          string                 `json:"flags_new"` // the same, in a string
	RedirectURIs                      []string               `json:"redirect_uris"`
	InteractionsEndpointURL           *string                `json:"interactions_endpoint_url"`
	RoleConnectionsVerificationURL    *string                `json:"role_connections_verification_url"`
	Owner                             world.User             `json:"owner"`
	ApproximateGuildCount             int                    `json:"approximate_guild_count"`
	ApproximateUserInstallCount       int                    `json:"approximate_user_install_count"`
	ApproximateUserAuthorizationCount int                    `json:"approximate_user_authorization_count"`
	ExplicitContentFilter             int                    `json:"explicit_content_filter"`
	Team                              *struct{}              `json:"team"`
	EligibleOAuth2Scopes              []string               `json:"eligible_oauth2_scopes"`
}

func application(c *call) (answer, error) {
	app, err := c.world.Application(c.me)
	if err != nil {
		return answer{}, err
	}
	return c.asOwnApplication(app)
}

func editApplication(c *call) (answer, error) {
	var body struct{ Description field[string] }
	if err := c.decode(&body); err != nil {
		return answer{}, err
	}
	app, err := c.world.UpdateApplication(c.me, func(app *world.Application) { body.Description.into(&app.Description) })
	if err != nil {
		return answer{}, err
	}
	return c.asOwnApplication(app)
}

func (c *call) asOwnApplication(app world.Application) (answer, error) {
	owner, err := c.world.User(app.Owner)
	if err != nil {
		return answer{}, err
	}
	return ok(ownApplication{
		ID: app.ID, Name: app.Name, Description: app.Description, Bot: app.Bot, BotPublic: true,
		VerifyKey: app.PublicKey, Flags: app.Flags, FlagsNew: strconv.Itoa(int(app.Flags)), RedirectURIs: []string{}, Owner: owner,
		ApproximateGuildCount: len(c.world.GuildsOf(c.me)), EligibleOAuth2Scopes: []string{"applications.commands", "bot"},
	})
}
